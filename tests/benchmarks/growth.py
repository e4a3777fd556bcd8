"""Seconds of every model over many times the rows of Table 3: `python -m tests.benchmarks.growth holders|vintages N`.

It changes the build of the home that it is given. N times the holders are countries that hold what the real ones hold;
N times the vintages are whole editions that came in the two years before the real one, in which two countries differ.
"""

import json
import sys
import time
from threading import Timer

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import settings
from pipelines.models.table import Build, RawTable, Table
from pipelines.workspace import opened

LIMIT = 300  # seconds: a model that takes longer is stopped
HOLDERS = """
create temp table countries as
  select * from reference.countries where row_class = 'country' and tic_code is not null;
insert into raw.tic_slt3
  select t.* replace (country_code || '_' || n as country_code)
  from raw.tic_slt3 as t, range(1, {times}) as copies(n)
  where country_code in (select tic_code from countries);
insert into reference.countries
  select c.* replace (
    holder_id || '_' || n as holder_id, country || ' ' || n as country, tic_code || '_' || n as tic_code, [] as labels
  )
  from countries as c, range(1, {times}) as copies(n)
"""
VINTAGES = """
insert into raw.tic_slt3
  select t.* replace (
    partition_hash || '_' || n as partition_hash,
    for_treas_pos + n * case country_code when '10804' then 1 when '11002' then -1 else 0 end as for_treas_pos
  )
  from raw.tic_slt3 as t, range(1, {times}) as copies(n);
insert into meta.partitions
  select p.* replace (
    partition_hash || '_' || n as partition_hash, payload || '_' || n as payload,
    vintage - (730 * n // {times})::integer as vintage
  )
  from meta.partitions as p, range(1, {times}) as copies(n)
  where source = 'tic_slt3'
"""
AXES = {"holders": HOLDERS, "vintages": VINTAGES}


def grow(con: DuckDBPyConnection, axis: str, times: int) -> int:
    """Fill Table 3, and what says when its rows counted. Returns its rows."""
    con.execute(AXES[axis].format(times=times))
    return int(con.execute("select count(*) from raw.tic_slt3").fetchall()[0][0])


def seconds(to: Build, table: Table) -> float | None:
    """How long a table takes to build; None if it is stopped."""
    timer = Timer(LIMIT, to.con.interrupt)
    begin = time.process_time()
    timer.start()
    try:
        table.build(to)
    except duckdb.InterruptException:
        return None
    finally:
        timer.cancel()
    return time.process_time() - begin


def main(axis: str, times: int) -> None:
    """Print rows and seconds by table as JSON."""
    with opened(settings.home()) as to:
        rows = grow(to.con, axis, times)
        # Reference tables are what they were, and the copies of countries stand in one of them.
        made = [t for t in to.tables.values() if not isinstance(t, RawTable) and t.schema != "reference"]
        print(json.dumps({"rows": rows, "seconds": {t.key: seconds(to, t) for t in made}}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
