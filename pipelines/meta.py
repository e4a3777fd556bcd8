"""The warehouse's account of itself: the tables of schema `meta`, declared once."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from pipelines.sources.base import Column

SOURCE = Column("source", "VARCHAR", "name", "Name of the source.")
TABLE = Column("table_name", "VARCHAR", "name", "Schema and table.")
PAYLOAD = Column("payload", "VARCHAR", "sha256", "Hash of the payload's bodies.")
FETCHED_AT = Column("fetched_at", "VARCHAR", "UTC", "When the payload came.")
PRINT = Column("fingerprint", "VARCHAR", "sha256", "Hash of everything that decides the content.")

TABLES = {
    "payloads": (
        "Every payload judged up to this publication: accepted, or refused with the reason.",
        [
            SOURCE, PAYLOAD, FETCHED_AT,
            Column("origin", "VARCHAR", "class", "archive: fetched; snapshot: embedded in the project."),
            Column("state", "VARCHAR", "class", "accepted or refused."),
            Column("reason", "VARCHAR", "text", "Why it was refused."),
            Column("parser", "VARCHAR", "sha256", "Hash of the code, labels and calendar that judged it."),
        ],
    ),
    "slices": (
        "Which slice each payload carried for each period, and from which day on that was known.",
        [
            SOURCE,
            Column("period", "DATE", "date", "Last day of the month."),
            Column("vintage", "DATE", "date", "Day on which it became known."),
            Column("vintage_is_rule", "BOOLEAN", "flag", "The vintage comes from a rule, not from a stated day."),
            PAYLOAD, FETCHED_AT,
            Column("slice", "VARCHAR", "sha256", "Hash of all rows of the source and month."),
        ],
    ),
    "tables": (
        "Every table as it was last built.",
        [
            TABLE, PRINT,
            Column("row_count", "BIGINT", "count", "Rows."),
            Column("newest_period", "DATE", "date", "Newest month in it; of a raw table the newest day with a figure."),
            Column("built_at", "VARCHAR", "UTC", "When it was built."),
        ],
    ),
    "expectations": (
        "The newest result of every expectation.",
        [
            TABLE,
            Column("expectation", "VARCHAR", "name", "Name of the expectation."),
            Column("success", "BOOLEAN", "flag", "Whether the table meets it."),
            Column("unexpected_count", "BIGINT", "count", "Rows that do not."),
            Column("detail", "VARCHAR", "text", "What was found."),
            PRINT,
            Column("checked_at", "VARCHAR", "UTC", "When it was judged."),
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
            Column("last_try", "TIMESTAMPTZ", "UTC", "Last try to fetch, up to this publication."),
            Column("last_success", "TIMESTAMPTZ", "UTC", "Last time that the publisher answered as it should."),
        ],
    ),
    "judgements": (
        "Every claim as judged, before marts.claims says what is missing: one row per part, three times.",
        [
            Column("claim", "VARCHAR", "code", "Article and number of the claim."),
            Column("part", "VARCHAR", "name", "One number of a claim that has several."),
            Column("part_number", "INTEGER", "number", "Place of the part in the claim's file."),
            Column("judged", "VARCHAR", "class", "then, revised or latest."),
            Column("article", "VARCHAR", "code", "Article."),
            Column("line", "INTEGER", "number", "Line of the article."),
            Column("quote", "VARCHAR", "text", "The words of the article."),
            Column("statement", "VARCHAR", "text", "What is claimed, in plain words."),
            Column("said_by", "VARCHAR", "text", "Who said it, as the article names them."),
            Column("said_on", "DATE", "date", "Day on which it was said."),
            Column("kind", "VARCHAR", "class", "Kind of claim."),
            Column("as_of", "DATE", "date", "Day as of which the data are known; NULL: everything known."),
            Column("period", "DATE", "date", "Period of which it is judged."),
            Column("observed", "DOUBLE", "unit of the row", "What the data say."),
            Column("claimed", "DOUBLE", "unit of the row", "What the claim says, or the bound that it sets."),
            Column("unit", "VARCHAR", "unit", "Unit of both."),
            Column("rule", "VARCHAR", "class", "How observed is held against claimed."),
            Column("tolerance", "DOUBLE", "unit of the row", "How far observed may be away."),
            Column("because", "VARCHAR", "text", "Why this rule and this tolerance."),
            Column("verdict", "VARCHAR", "class", "By the rule; NULL where nothing is observed."),
            Column("evidence_sql", "VARCHAR", "text", "The query that was asked."),
            Column("reason", "VARCHAR", "text", "The sentence that the query gave."),
            Column("coverage", "VARCHAR", "text", "How far the tables reach that the query reads."),
            Column("needs", "VARCHAR", "text", "What must be fetched before it can be judged; NULL: not said."),
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
    min(slice) over before <> slice or max(slice) over before <> slice as is_correction
  from meta.slices
  window before as (
    partition by source, period, vintage order by fetched_at, payload
    rows between unbounded preceding and 1 preceding
  )
)
select
  source, period,
  if(is_correction, greatest(vintage, fetched_at[1:10]::date), vintage) as vintage,
  vintage as release, vintage_is_rule, payload, fetched_at, slice
from marked
"""


FIGURES = (
    "Every figure of every version ever loaded, one a row, in the publisher's unit. When each slice counted:"
    " staging.slice_versions.",
    [
        SOURCE,
        Column("slice", "VARCHAR", "sha256", "Hash of all rows of the source and month."),
        Column("period", "DATE", "date", "Last day of the month."),
        Column(
            "observed_on", "DATE", "date", "Day, or last day of the month, quarter or year, that the figure speaks of."
        ),
        Column("key", "VARCHAR", "text", "What the publisher's row is of: the rest of its key."),
        Column("published_column", "VARCHAR", "name", "The publisher's column."),
        Column("unit", "VARCHAR", "unit", "Unit of the figure."),
        Column("value", "DOUBLE", "unit", "The figure. NULL: a sentinel."),
    ],
)


def create(con: DuckDBPyConnection) -> None:
    """The schemas of the kernel and its own tables, where they are new."""
    for schema in ("raw", "known", "meta"):
        con.execute(f"create schema if not exists {schema}")
    held = (
        "select column_name from duckdb_columns() where schema_name = 'meta' and table_name = ? order by column_index"
    )
    for name, (_, columns) in TABLES.items():
        found = [column for (column,) in con.execute(held, [name]).fetchall()]
        if found not in (
            [],
            [c.name for c in columns],
        ):  # of another version: everything here is made anew from what is kept
            con.execute(f"drop table meta.{name}")
        con.execute(f"create table if not exists meta.{name} ({', '.join(f'{c.name} {c.type}' for c in columns)})")
    con.execute(CREATE_VINTAGES)


def put(con: DuckDBPyConnection, table: str, row: Sequence[object]) -> None:
    """Add one row to a table of this schema."""
    con.execute(f"insert into meta.{table} values ({', '.join('?' for _ in row)})", row)
