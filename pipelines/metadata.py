"""The warehouse's account of itself: the tables of schema `meta`, declared once."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from pipelines.sources.base import Column
from pipelines.sources.vintages import AS_OF

SOURCE = Column("source", "VARCHAR", "name", "Name of the source.")
TABLE = Column("table_name", "VARCHAR", "name", "Schema and table.")
PAYLOAD = Column("payload", "VARCHAR", "sha256", "Hash of the payload's bodies.")
FETCHED_AT = Column("fetched_at", "VARCHAR", "UTC", "When the payload came.")
RELEASE = Column(
    "release", "DATE", "date", "Day of the release that the value belongs to; the vintage of a correction is later."
)
PRINT = Column("fingerprint", "VARCHAR", "sha256", "Hash of everything that decides the content.")

TABLES = {
    "payloads": (
        "Every payload validated up to this publication: accepted, or refused with the reason.",
        [
            SOURCE, PAYLOAD, FETCHED_AT,
            Column("origin", "VARCHAR", "class", "archive: fetched; snapshot: embedded in the project."),
            Column("state", "VARCHAR", "class", "accepted or refused."),
            Column("reason", "VARCHAR", "text", "Why it was refused, or which of its series were left out, and why."),
            Column("parser", "VARCHAR", "sha256", "Hash of the code, labels and calendar that validated it."),
        ],
    ),
    "partitions": (
        "Which partition each payload carried for each period, and from which day on that was known.",
        [
            SOURCE,
            Column("period", "DATE", "date", "Last day of the month."),
            Column("vintage", "DATE", "date", "Day on which it became known."),
            Column("vintage_is_rule", "BOOLEAN", "flag", "The vintage comes from a rule, not from a stated day."),
            PAYLOAD, FETCHED_AT,
            Column("partition_hash", "VARCHAR", "sha256", "Hash of all rows of the source and month."),
        ],
    ),
    "tables": (
        "Every table as it was last built.",
        [
            TABLE, PRINT,
            Column("row_count", "BIGINT", "count", "Rows."),
            Column("newest_period", "DATE", "date", "Newest month in it; of a raw table the newest day with a value."),
            Column("known_rows", "BIGINT", "count", "Rows that count; of a raw table those of the newest vintages."),
            Column("newest_vintage", "DATE", "date", "Newest vintage in it. NULL: its rows have none."),
            Column("built_at", "VARCHAR", "UTC", "When it was built."),
        ],
    ),
    "expectations": (
        "The newest result of every expectation.",
        [
            TABLE,
            Column("expectation", "VARCHAR", "name", "Name of the expectation."),
            Column("success", "BOOLEAN", "flag", "Whether the table meets it. NULL: it has no rows."),
            Column("unexpected_count", "BIGINT", "count", "Rows that do not."),
            Column("detail", "VARCHAR", "text", "What was found."),
            PRINT,
            Column("checked_at", "VARCHAR", "UTC", "When it was evaluated."),
        ],
    ),
    "sources": (
        "Where each source comes from, under which licence, and how its vintages are dated.",
        [
            SOURCE,
            Column("title", "VARCHAR", "text", "The publisher's title."),
            Column("publisher", "VARCHAR", "text", "Who publishes it."),
            Column("url", "VARCHAR", "address", "Where it is."),
            Column("licence", "VARCHAR", "text", "Under which terms."),
            Column("cadence", "VARCHAR", "class", "How often it changes."),
            Column("known_by", "VARCHAR", "class", "How vintages are dated: payload, calendar, lag, fixed, fetch."),
            Column("calendar", "VARCHAR", "name", "Calendar in reference.release_calendar that says when it is out."),
            Column("due_after_days", "INTEGER", "days", "Days after the end of a period by which it should be out."),
            Column("last_attempt_at", "TIMESTAMP", "UTC", "Last fetch attempt, up to this publication."),
            Column("last_success_at", "TIMESTAMP", "UTC", "Last time that the publisher answered as it should."),
        ],
    ),
    "publication": (
        "This publication.",
        [
            Column("published_at", "VARCHAR", "UTC", "When it was made."),
            PRINT,
            Column("project_version", "VARCHAR", "version", "Version of reservewatch."),
            Column("duckdb_version", "VARCHAR", "version", "Version of DuckDB that wrote it."),
            Column("as_of", "DATE", "date", "Day as of which it was built; NULL: everything known."),
        ],
    ),
}  # fmt: skip


VINTAGES = (
    "Slices by the day from which they count: a silent correction, under a vintage seen before, from its fetch on."
)
CREATE_VINTAGES = """
create or replace view meta.vintages as
with
marked as (
  select
    *,
    min(partition_hash) over before <> partition_hash
    or max(partition_hash) over before <> partition_hash as is_correction
  from meta.partitions
  window before as (
    partition by source, period, vintage order by fetched_at, payload
    rows between unbounded preceding and 1 preceding
  )
)
select
  source, period,
  case when is_correction then greatest(vintage, fetched_at[1:10]::date) else vintage end as vintage,
  vintage as release, vintage_is_rule, payload, fetched_at, partition_hash
from marked
"""


VERSIONS = (
    "Every version of a month that counted: its partition, from which day on and until when, as far as was known by the"
    " day as of which the file is read. A version that came again unchanged is one row, with its newest vintage. An"
    " older release that is loaded late never overrides a newer one."
)
VERSION_COLUMNS = [
    SOURCE,
    Column("period", "DATE", "date", "Last day of the month."),
    Column("partition_hash", "VARCHAR", "sha256", "Hash of all rows of the source and month."),
    Column("valid_from", "DATE", "date", "Day from which it counted."),
    Column("valid_to", "DATE", "date", "Day from which another version counted. NULL: it still does."),
    Column("vintage", "DATE", "date", "Newest day on which it came."),
    Column("release", "DATE", "date", "Day of the newest release that had it."),
    Column("vintage_is_rule", "BOOLEAN", "flag", "That vintage comes from a rule, not from a stated day."),
]
CREATE_VERSIONS = f"""
create or replace view meta.versions as
with
last_of_the_day as (
  select source, period, partition_hash, vintage, release, vintage_is_rule
  from meta.vintages
  where vintage <= {AS_OF}
  qualify
    row_number() over (
      partition by source, period, vintage order by release desc, fetched_at desc, payload desc
    ) = 1
),
counting as (
  select *
  from last_of_the_day
  qualify release = max(release) over (partition by source, period order by vintage)
),
marked as (
  select
    *,
    partition_hash is distinct from lag(partition_hash) over (partition by source, period order by vintage) as is_new
  from counting
),
numbered as (
  select *, count(*) filter (is_new) over (partition by source, period order by vintage) as version
  from marked
)
select
  source, period, any_value(partition_hash) as partition_hash,
  min(vintage) as valid_from,
  lead(min(vintage)) over (partition by source, period order by version) as valid_to,
  max(vintage) as vintage,
  arg_max(release, vintage) as release,
  arg_max(vintage_is_rule, vintage) as vintage_is_rule
from numbered
group by source, period, version
"""


OBSERVATIONS = (
    "Every value of every version ever loaded, one a row, in the publisher's unit. When each partition counted:"
    " staging.partition_versions.",
    [
        SOURCE,
        Column("partition_hash", "VARCHAR", "sha256", "Hash of all rows of the source and month."),
        Column("period", "DATE", "date", "Last day of the month."),
        Column("observed_on", "DATE", "date", "Day, or last day of the month, quarter or year, of the observation."),
        Column("key", "VARCHAR", "text", "What the publisher's row is of: the rest of its key."),
        Column("published_column", "VARCHAR", "name", "The publisher's column."),
        Column("unit", "VARCHAR", "unit", "Unit of the value."),
        Column("value", "DOUBLE", "unit", "The value. NULL: a sentinel."),
    ],
)

VIEWS = {
    "observations": OBSERVATIONS,
    "vintages": (VINTAGES, [*TABLES["partitions"][1], RELEASE]),
    "versions": (VERSIONS, VERSION_COLUMNS),
}


HELD = """
select table_name, list(column_name || ' ' || data_type order by column_index)
from duckdb_columns()
where schema_name = 'meta'
group by table_name
"""


def create(con: DuckDBPyConnection) -> None:
    """The schemas of the kernel and its own tables, where they are new."""
    for schema in ("raw", "history", "known", "meta"):
        con.execute(f"create schema if not exists {schema}")
    held = dict(con.execute(HELD).fetchall())
    for name, (_, columns) in TABLES.items():
        layout = [f"{c.name} {c.type}" for c in columns]
        if held.get(name, layout) != layout:  # of another version: everything here is rebuilt from what is kept
            con.execute(f"drop table meta.{name}")
        con.execute(f"create table if not exists meta.{name} ({', '.join(layout)})")
    con.execute(CREATE_VINTAGES)
    con.execute(CREATE_VERSIONS)


def put(con: DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Add rows to a table of this schema, a hundred a statement."""
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        marks = ", ".join(f"({', '.join('?' for _ in row)})" for row in part)
        con.execute(f"insert into meta.{table} values {marks}", [value for row in part for value in row])
