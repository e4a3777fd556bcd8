"""`reservewatch sql` reads, within limits: whatever else a statement does is refused in one sentence, and not done."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipelines.cli import query
from pipelines.cli.query import NotRun
from pipelines.project import tables
from tests.conftest import environment, reservewatch

FILE = "reservewatch.duckdb"
TO = "to '{file}' (format csv, use_tmp_file false)"
NOT_RUN = {
    f"copy (select 1) {TO}": "COPY is not run here",
    f"copy (select 1) {TO.replace('{file}', '{file}.wal')}": "COPY is not run here",
    f"explain copy (select 1) {TO}": "EXPLAIN is run here only of a statement that reads",
    f"explain analyze copy (select 1) {TO}": "EXPLAIN is run here only of a statement that reads",
    f"/* a */ EXPLAIN (analyze) copy (select 1) {TO}": "EXPLAIN is run here only of a statement that reads",
    f"select 1; explain analyze copy (select 1) {TO}": "EXPLAIN is run here only of a statement that reads",
    "explain analyze create table marts.mine as select 1": "EXPLAIN is run here only of a statement that reads",
    f"prepare it as copy (select 1) {TO}": "PREPARE is not run here",
    f"prepare it as copy (select 1) {TO}; execute it": "PREPARE is not run here",
    "execute it": "EXECUTE is not run here",
    "attach '/tmp/never.duckdb'": "ATTACH is not run here",
    "set enable_external_access = true": "SET is not run here",
    "set variable x = 1": "SET is not run here",
    "reset memory_limit": "SET is not run here",
    "use memory": "SET is not run here",
    "pragma database_list": "PRAGMA is not run here",
    "pragma enable_profiling": "PRAGMA is not run here",
    "call enable_logging()": "CALL is not run here",
    "checkpoint": "CALL is not run here",
    "install httpfs": "LOAD is not run here",
    "load httpfs": "LOAD is not run here",
    "create table marts.mine as select 1": "CREATE is not run here",
    "insert into marts.totals select * from marts.totals": "INSERT is not run here",
    "update marts.totals set month = null": "UPDATE is not run here",
    "delete from marts.totals": "DELETE is not run here",
    "drop table marts.totals": "DROP is not run here",
    "export database '/tmp/never'": "EXPORT is not run here",
    "begin": "TRANSACTION is not run here",
    "vacuum": "VACUUM is not run here",
    "from enable_logging()": "the table function enable_logging is not run here",
    'select 1 where exists(from "ENABLE_LOGGING"())': "the table function enable_logging is not run here",
    "explain analyze from enable_logging()": "the table function enable_logging is not run here",
    "with a as (from system.main.enable_logging()) from a": "the table function enable_logging is not run here",
    "from query('from enable_logging()')": "the table function query is not run here",
    "from read_text('/etc/passwd')": "the table function read_text is not run here",
    "from pandas_scan(1)": "the table function pandas_scan is not run here",
    "from checkpoint()": "the table function checkpoint is not run here",
    "-- nothing": "the query has no statement",
}
RUN = {
    "from marts.totals limit 1", "table marts.totals", "values (1)", "with a as (select 1) from a", "describe marts.totals",
    "summarize marts.concentration", "show all tables", "explain from marts.totals", "explain analyze select 1",
    "explain (format json) select 1", "from holder('Denmark') limit 1", "select unnest([1, 2])", "from range(3)",
    "pivot marts.concentration on basis in ('table3') using count(*) group by scenario", "select 1; select 2",
    "from duckdb_tables()",
}  # fmt: skip


@pytest.fixture(scope="module")
def apart(refreshed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published file: DuckDB opens a file with one configuration a process."""
    home = tmp_path_factory.mktemp("sql")
    shutil.copyfile(refreshed / FILE, home / FILE)
    return home


def answer(home: Path, text: str) -> list[tuple[object, ...]]:
    file = home / FILE
    with duckdb.connect(str(file), read_only=True, config=query.LIMITS) as con:
        return query.answer(con, text, file)[1]


@pytest.mark.promise("readers.sql")
@pytest.mark.parametrize("text", NOT_RUN)
def test_what_does_not_only_read_is_refused_and_nothing_is_written(text: str, apart: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in apart.iterdir() if FILE in p.name}
    with pytest.raises(NotRun) as refusal:
        answer(apart, text.replace("{file}", str(apart / FILE)))
    assert str(refusal.value).startswith(NOT_RUN[text]) and "\n" not in str(refusal.value)
    assert before == {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in apart.iterdir() if FILE in p.name}


@pytest.mark.parametrize("text", sorted(RUN))
def test_what_reads_is_run(text: str, apart: Path) -> None:
    assert answer(apart, text)


@pytest.mark.promise("readers.sql")
def test_a_query_ends_when_its_time_is_up(apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "SECONDS", 0.3)
    for text in ("select count(*) from range(10000000) a, range(10000000) b", "select sleep_ms(20000)"):
        with pytest.raises(NotRun, match=rf"took longer than 0 s\. For more, open .*{FILE} read-only"):
            answer(apart, text)


@pytest.mark.promise("readers.sql")
def test_what_heeds_no_interrupt_ends_with_its_process(apart: Path) -> None:
    short = "from pipelines.cli import main, query; query.SECONDS = query.PATIENCE_S = 1; main.main()"
    slow = "select list_reduce(range(60000000), lambda a, b: a + b)"  # two minutes
    env = environment(apart)
    done = subprocess.run(
        [sys.executable, "-c", short, "sql", slow], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(r"Error: the query was stopped: it took longer than 1 s\. For more, open .*\n", done.stderr)


@pytest.mark.promise("readers.sql")
def test_the_command_is_within_its_limits(apart: Path) -> None:
    """As it opens the file: what a statement alone could not show, for it is refused before."""
    wanted = {
        "threads": "2", "memory_limit": "1.8 GiB", "enable_external_access": "false", "lock_configuration": "true",
        "autoinstall_known_extensions": "false", "python_enable_replacements": "false", "temp_directory": "",
    }  # fmt: skip
    query = f"select name, value from duckdb_settings() where name in {tuple(wanted)}"
    done = reservewatch("sql", query, "--json", home=apart)
    assert {row["name"]: row["value"] for row in json.loads(done.stdout)} == wanted


@pytest.mark.parametrize("command", [("status",), ("sql", "select 1")])
def test_a_published_file_that_cannot_be_read_says_what_to_do(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"garbage" * 999)
    done = reservewatch(*command, home=tmp_path)
    assert done.returncode == 1 and f'"{tmp_path / FILE}"' in done.stderr
    assert done.stderr.endswith("`reservewatch refresh` puts a damaged file right.\n")


@pytest.mark.promise("readers.formula")
def test_an_answer_as_csv_has_no_formula(apart: Path) -> None:
    done = reservewatch("sql", """select '=1+1' as "=x", '@a' as y, -1 as z""", "--csv", home=apart)
    assert done.stdout == "'=x,y,z\n'=1+1,'@a,-1\n"


@pytest.mark.promise("readers.sql")
def test_a_query_may_use_two_gigabytes_those_in_lists_too(apart: Path) -> None:
    for text in ("select len(range(600000000))", "from range(1000000000) order by random()"):
        done = reservewatch("sql", text, home=apart)
        assert done.returncode == 1 and "needs more than 2 GB of memory" in done.stderr


@pytest.mark.promise("readers.sql")
def test_an_answer_has_a_million_rows_at_most(apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "ROWS", 10)
    assert len(answer(apart, "from range(10)")) == 10
    with pytest.raises(NotRun, match=r"more than 10 rows: add a LIMIT"):
        answer(apart, "from range(11)")


@pytest.mark.promise("readers.sql")
def test_nesting_without_end_is_refused_in_a_sentence(apart: Path) -> None:
    with pytest.raises((NotRun, duckdb.Error)):
        answer(apart, "from (" * 400 + "select 1" + ")" * 400)


@pytest.mark.promise("readers.sql")
def test_the_command_says_so_and_the_file_stays(apart: Path) -> None:
    before = hashlib.sha256((apart / FILE).read_bytes()).hexdigest()
    done = reservewatch("sql", f"copy (select 1) {TO.replace('{file}', str(apart / FILE))}", home=apart)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: COPY is not run here: `reservewatch sql` only reads. It runs SELECT, FROM,")
    assert hashlib.sha256((apart / FILE).read_bytes()).hexdigest() == before


def test_tables_lists_the_marts_and_the_columns_of_one(refreshed: Path) -> None:
    listed = json.loads(reservewatch("tables", "--json", home=refreshed).stdout)
    marts = {row["mart"]: row for row in listed}
    assert {*marts} == {t.name for t in tables().values() if t.schema == "marts"}
    assert marts["holders"]["rows"] > 20_000
    assert marts["holders"]["about"].startswith("Holdings of Treasury securities of every country that TIC names")
    shown = reservewatch("tables", "meta.sources", home=refreshed).stdout
    assert "last_attempt_at" in shown and "[UTC] Last fetch attempt" in shown
    missing = reservewatch("tables", "nothing", home=refreshed)
    assert missing.returncode != 0 and "no table nothing: `reservewatch tables` lists the marts" in missing.stderr
