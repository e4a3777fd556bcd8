"""Changes since the previous publication: new months, revised values, changed verdicts."""

from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.database import quoted, records

# `earlier` is the file that was published before. Its tables are read, never its views.
CHANGES = """
with
new_months as (
  select source, count(*)::integer as new_months, max(period) as newest_new
  from (select distinct source, period from meta.partitions)
  anti join (select distinct source, period from earlier.meta.partitions) using (source, period)
  group by source
),
gone as (
  select source, count(*)::integer as gone_months
  from (select distinct source, period from earlier.meta.partitions)
  anti join (select distinct source, period from meta.partitions) using (source, period)
  group by source
),
-- Rows that stand for several holders, by the code or label that a file gives them.
totals as (
  select unnest(list_append(labels, tic_code)) as key
  from reference.countries
  where row_class not in ('country', 'int_org')
),
revised as (
  select
    source,
    count(*)::integer as revised_values,
    count(*) filter (flipped_sign)::integer as flipped_signs,
    first(
      format(
        '{} {} {}: {:.6g} -> {:.6g} {}', key, published_column, strftime(period, '%Y-%m-%d'), value_before, value_after,
        unit
      )
      -- Totals first, then amounts in money by their size; of what is no amount the largest change in percent.
      order by
        key in (select key from totals) desc,
        case unit when 'USD mn' then abs(change) when 'USD bn' then 1000 * abs(change) end desc nulls last,
        abs(change_pct) desc nulls last
    ) as largest
  from marts.revisions
  anti join earlier.marts.revisions using (source, key, published_column, period, vintage, value_after)
  group by source
)
select
  source,
  coalesce(new_months, 0) as new_months,
  newest_new::varchar as newest_new,
  coalesce(revised_values, 0) as revised_values,
  coalesce(flipped_signs, 0) as flipped_signs,
  largest,
  coalesce(gone_months, 0) as gone_months
from new_months
full join revised using (source)
full join gone using (source)
order by source
"""


VERDICTS = """
select now.claim, now.part, now.evaluation, before.verdict as before, now.verdict as after, now.reason
from meta.evaluations as now
left join earlier.meta.evaluations as before using (claim, part, evaluation)
where now.verdict is distinct from before.verdict
order by all
"""


def since(con: DuckDBPyConnection, before: Path) -> list[dict[str, Any]]:
    """One row per source that brought something: none where nothing was published before, or by an older version."""
    return _compared(con, before, CHANGES, "marts.revisions")


def changed_verdicts(con: DuckDBPyConnection, before: Path) -> list[dict[str, Any]]:
    """Every verdict that is another one now, or is new."""
    return _compared(con, before, VERDICTS, "meta.evaluations")


def _compared(con: DuckDBPyConnection, before: Path, query: str, needs: str) -> list[dict[str, Any]]:
    """Rows of a query over the build and over `earlier`, if that has the table it needs."""
    if not before.exists():
        return []
    con.execute(f"attach {quoted(before)} as earlier (read_only)")
    try:
        held = "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'earlier'"
        if (needs,) not in con.execute(held).fetchall():
            return []
        return records(con, query)
    finally:
        con.execute("detach earlier")


def said(change: dict[str, Any]) -> str:
    """One line for a person: `tic_slt3: 1 new month, up to 2026-05; 35 values revised, most ...`."""
    months, values, flips = change["new_months"], change["revised_values"], change["flipped_signs"]
    parts = [f"{months} new month{'s' * (months > 1)}, up to {change['newest_new'][:7]}"] if months else []
    if gone := change.get("gone_months"):  # events of before have none
        parts.append(f"{gone} month{'s' * (gone > 1)} gone")
    if values:
        flipped = f", {flips} with another sign" if flips else ""
        parts.append(f"{values} value{'s' * (values > 1)} revised{flipped}; the most: {change['largest']}")
    return f"{change['source']}: {'; '.join(parts)}"
