"""What is written beside the published file: all of it, of that publication, and again if it is gone."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines.outputs.base import STAMP, Folder
from pipelines.outputs.parquet import FORMATS
from pipelines.project import OUTPUTS, tables
from pipelines.publish.publication import bring_outputs
from tests.conftest import reservewatch
from tests.e2e.test_publish import flip

MARTS = sorted(t.name for t in tables().values() if t.schema == "marts")


def written(folder: Path) -> set[Path]:
    """Every file of an output but its stamp."""
    return {p for p in folder.rglob("*") if p.is_file() and p.name != STAMP}


@pytest.mark.parametrize("form", sorted(FORMATS.keys() - {"xlsx"}))
def test_every_mart_is_exported_whole_and_described(form: str, refreshed: Path, tmp_path: Path) -> None:
    result = reservewatch("export", "--to", str(tmp_path), "--format", form, home=refreshed)
    assert result.returncode == 0, result.stderr
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert [r["name"] for r in package["resources"]] == MARTS
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as con:
        assert package["id"] == con.execute("select fingerprint from meta.publication").fetchall()[0][0]
        for resource in package["resources"]:
            file = tmp_path / resource["path"]
            assert resource["hash"] == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
            columns = con.execute(f"describe marts.{resource['name']}").fetchall()
            fields = resource["schema"]["fields"]
            assert [f["name"] for f in fields] == [c[0] for c in columns]
            assert all(f["unit"] and f["description"] and f["type"] for f in fields), resource["name"]
            assert set(resource["schema"]["primaryKey"]) <= {f["name"] for f in fields}
            [(rows,)] = con.execute(f"select count(*) from marts.{resource['name']}").fetchall()
            # A quoted cell may come so late that a reader which guesses from the first rows misses it.
            read = f"read_csv('{file}', quote = '\"')" if form == "csv" else f"'{file}'"
            assert con.execute(f"select count(*) from {read}").fetchall() == [(rows,)]


@pytest.mark.promise("readers.workbook")
def test_a_workbook_has_every_row_of_its_mart_in_its_type(refreshed: Path, tmp_path: Path) -> None:
    names = ["cascade", "claims", "marts.freshness"]  # empty cells, lists and days; times; a sign that stands alone
    result = reservewatch("export", *names, "--to", str(tmp_path), "--format", "xlsx", home=refreshed)
    assert result.returncode == 0, result.stderr
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert [r["name"] for r in package["resources"]] == ["cascade", "claims", "freshness"]
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as con:
        for resource in package["resources"]:
            book = load_workbook(tmp_path / resource["path"])
            found = [*book[resource["name"]].iter_rows(values_only=True)]
            answer = con.execute(f"from marts.{resource['name']}")
            assert found[0] == tuple(d[0] for d in answer.description or [])
            assert found[1:] == [tuple(map(as_in_excel, row)) for row in answer.fetchall()]
            columns = [*book["columns"].iter_rows(values_only=True)]
            assert [c[1] for c in columns[1:]] == [f["unit"] for f in resource["schema"]["fields"]]
            about = [*book["about"].iter_rows(values_only=True)]
            assert about[2][:2] == ("fingerprint", package["id"])
            assert about[6:] == [tuple(s.values()) for s in package["sources"]]


def as_in_excel(value: object) -> object:
    """Numbers have sixteen digits; days are midnights; a list is one text, and an empty text an empty cell."""
    if isinstance(value, float):
        return float(f"{value:.16g}")
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return (", ".join(value) if isinstance(value, list) else value) if value not in ("", []) else None


def test_a_mart_that_is_none_is_named_with_those_like_it(refreshed: Path, tmp_path: Path) -> None:
    result = reservewatch("export", "flow", "--to", str(tmp_path), home=refreshed)
    assert result.returncode == 2 and "no table marts.flow; did you mean marts.flows" in result.stderr


def test_a_deleted_output_comes_back_and_nothing_else_is_written(home: Path) -> None:
    folders = [o.folder(home) for o in OUTPUTS]
    files = {p: p.read_bytes() for folder in folders for p in written(folder)}
    assert files
    before = (home / "reservewatch.duckdb").stat().st_mtime_ns
    (home / "parquet" / "holders.parquet").unlink()
    result = reservewatch("refresh", "--offline", "--json", home=home)
    assert result.returncode == 0 and json.loads(result.stdout)["nothing_new"]
    assert (home / "reservewatch.duckdb").stat().st_mtime_ns == before
    assert set(files) == {p for folder in folders for p in written(folder)}
    assert (home / "parquet" / "holders.parquet").read_bytes() == files[home / "parquet" / "holders.parquet"]


def any_file(folder: Path) -> Path:
    """A file of an output: of a report, a picture that the next one would take over."""
    return min(folder.glob(".drawn/*"), default=folder / "holders.parquet")


def instead(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file")


SPOILT: dict[str, Callable[[Path], object]] = {
    "a bit": lambda folder: flip(any_file(folder)),
    "a garbage stamp": lambda folder: (folder / STAMP).write_bytes(b"garbage"),
    "an empty stamp": lambda folder: (folder / STAMP).write_bytes(b""),
    "a list": lambda folder: (folder / STAMP).write_bytes(b"[1]"),
    "a file instead": instead,
}


@pytest.mark.promise("published.repaired")
@pytest.mark.parametrize("damage", SPOILT)
@pytest.mark.parametrize("output", [o for o in OUTPUTS if isinstance(o, Folder)], ids=lambda o: o.name)
def test_a_damaged_output_is_written_again(output: Folder, damage: str, home: Path) -> None:
    folder = output.folder(home)
    before = {p: p.read_bytes() for p in written(folder)}
    SPOILT[damage](folder)
    assert bring_outputs(home, [output.name]) == [output.name]
    assert {p: p.read_bytes() for p in written(folder)} == before
    assert bring_outputs(home, [output.name]) == []
    assert [*home.glob(f"{output.name}.*")] == []


@pytest.mark.promise("readers.drawn_once")
def test_an_output_may_take_over_files_of_the_last_one(tmp_path: Path) -> None:
    def write(con: object, tables: object, folder: Path, before: Path) -> None:
        last = (before / "all").read_text() if before.exists() else ""
        (folder / "all").write_text(last + "one more ")

    output = Folder("counted", "How often it was written.", write)
    with duckdb.connect() as con:
        assert output.bring(con, {}, tmp_path, "a")
        (tmp_path / "counted.new-12345").mkdir()  # a command was killed after another had written it
        (tmp_path / "counted.my-own").mkdir()
        assert [output.bring(con, {}, tmp_path, publication) for publication in "ab"] == [False, True]
    assert {path.name for path in tmp_path.iterdir()} == {"counted", "counted.my-own"}
    assert (tmp_path / "counted" / "all").read_text() == "one more one more "


def test_one_table_is_built_and_checked_alone(home: Path) -> None:
    (home / "build.duckdb.sha256").unlink()  # or the build, written to by another, would begin anew
    with duckdb.connect(str(home / "build.duckdb")) as con:
        con.execute("update meta.tables set fingerprint = 'x' where table_name = 'marts.totals'")
    result = reservewatch("build", "marts.totals", home=home)
    assert result.returncode == 0 and result.stdout.startswith("Built: marts.totals. "), result.stdout + result.stderr
    assert "nothing, it is current" in reservewatch("build", "marts.totals", home=home).stdout
    missed = reservewatch("build", "marts.total", home=home)
    assert missed.returncode == 2 and "did you mean marts.totals" in missed.stderr
