"""The marts, or the columns of one table, as the published file describes them."""

import re
from typing import Any

import click
from duckdb import DuckDBPyConnection

from pipelines.database import records

SENTENCE = re.compile(r"(?<=[.?])\s(?=[A-Z`])")
MARTS = """
select
  regexp_extract(m.table_name, '\\.(.*)', 1) as mart, m.row_count as rows, m.newest_period::varchar as newest,
  coalesce(t.comment, v.comment) as about
from meta.tables as m
left join duckdb_tables() as t on m.table_name = t.schema_name || '.' || t.table_name
left join duckdb_views() as v on m.table_name = v.schema_name || '.' || v.view_name
where m.table_name like 'marts.%'
order by mart
"""
COLUMNS = """
select column_name, lower(data_type) as type, comment as unit_and_meaning
from duckdb_columns()
where schema_name = ? and table_name = ? and database_name = current_database()
order by column_index
"""


def described(con: DuckDBPyConnection, name: str | None) -> list[dict[str, Any]]:
    """One row per mart, or per column of a table; a plain name is that of a mart."""
    if name is None:
        return [{**row, "about": SENTENCE.split(row["about"])[0]} for row in records(con, MARTS)]
    schema, _, table = name.rpartition(".")
    found = records(con, COLUMNS, [schema or "marts", table])
    if not found:
        raise click.ClickException(f"no table {name}: `reservewatch tables` lists the marts")
    return found
