"""The command as a person runs it: from the snapshot, through a mirror, and with bad input."""

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.archive.store import Archive
from pipelines.project import tables
from pipelines.settings import SNAPSHOT
from pipelines.sources import SOURCES
from tests import mirror as m
from tests.conftest import BY_NAME, reservewatch, sample

FILE = "reservewatch.duckdb"
TABLE_5 = BY_NAME["tic_mfh"]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refreshed_json(home: Path, mirror: str | None = None, *arguments: str, **more: str) -> dict[str, object]:
    result = reservewatch("refresh", "--json", *arguments, home=home, mirror=mirror, more=more)
    assert result.returncode == 0, result.stdout + result.stderr
    return json.loads(result.stdout)  # type: ignore[no-any-return]


@pytest.fixture
def mirror() -> Iterator[m.Mirror]:
    """Publishers that have nothing newer than the snapshot, but answer."""
    with m.serving({}) as running:
        yield running


@pytest.mark.promise("pages.terminal")
def test_a_first_refresh_offline_says_what_is_embedded_and_what_is_not(refreshed: Path) -> None:
    out, err = (refreshed.with_name(f"said_{name}").read_text() for name in ("out", "err"))
    embedded = {path.stem for path in SNAPSHOT.glob("*.parquet")}
    absent = Counter(s.access for s in SOURCES if s.name not in embedded)
    assert len(re.findall("(embedded|extract) *$", out, re.MULTILINE)) == len(embedded)
    assert out.count("not fetched yet") == absent["open"] + absent["embedded"]
    assert out.count("needs a licence") == absent["licensed"]
    assert f"{refreshed}/{FILE}" in out and 'reservewatch sql "from top_holders(' in out
    # A log has a line for each layer as it ends, and none for each table.
    ended = re.findall(r"^(\w+): (\d+) built again, 0 current$", err, re.MULTILINE)
    assert {layer: int(n) for layer, n in ended} == Counter(t.schema for t in tables().values())
    assert "marts.holders" not in err


@pytest.mark.promise("pages.terminal")
def test_with_no_network_the_snapshot_is_published_and_that_is_said(home: Path) -> None:
    (home / FILE).unlink()
    shutil.rmtree(home / "published")
    result = reservewatch("refresh", home=home, mirror="http://127.0.0.1:9")
    assert result.returncode == 0 and (home / FILE).exists(), result.stderr
    assert re.search(r"^tic_slt3 failed", result.stderr, re.MULTILINE)  # a line for each source, too
    assert "Check the network" in result.stdout
    named = re.findall(r"^(\w+(?:, \w+)*) could not be refreshed when last asked:$", result.stdout, re.MULTILINE)
    assert len(named) == 1 and "and the same of 8 other hosts" in result.stdout  # one reason, said once
    said = re.search(r"^0 of (\d+) sources answered", result.stdout, re.MULTILINE)
    assert said and len(", ".join(named).split(", ")) == int(said[1])  # each by its name
    strict = reservewatch("refresh", "--strict", home=home, mirror="http://127.0.0.1:9")
    assert strict.returncode == 1 and "Nothing new: already published" in strict.stdout


@pytest.mark.promise("published.same")
def test_a_second_refresh_says_that_nothing_is_new_and_writes_nothing(home: Path) -> None:
    before = digest(home / FILE)
    facts = refreshed_json(home, None, "--offline")
    assert facts["nothing_new"] is True
    assert digest(home / FILE) == before
    history = [path.read_bytes() for path in (home / ".dagster").rglob("*.db")]
    assert any(b"0 built again" in told for told in history)
    assert not any(b"did not yield" in told for told in history)  # a list of every check, of no use to anybody


def newer(body: bytes) -> bytes:
    """A release of July made of that of June: the same figures, a month later."""
    return body.replace(b"2026-04\t2026-03\t2026-02", b"2026-05\t2026-04\t2026-03")


def of_table_5(fault: m.Fault) -> m.Fault:
    """A fault of an answer that would have been that of June."""
    return lambda to, _: fault(to, sample(TABLE_5))


BAD = {
    "an HTML page with status 200": (m.instead(b"<!DOCTYPE html><title>Maintenance</title>"), "beginning of the file"),
    "an empty answer": (m.status(200), "with an empty body"),
    "a 204": (m.status(204), "answered 204"),
    "a file cut in the middle": (m.instead(sample(TABLE_5)[:900]), "the end of the"),
    "a file cut without its length": (of_table_5(m.cut(900, length=False)), "the end of the"),
    "a reset": (of_table_5(m.reset), "ticdata.treasury.gov could not be read: .*reset by peer"),
    "a gzip without its end": (of_table_5(m.gzip_cut(8)), "its gzip has no end"),
    "a changed header": (m.instead(sample(TABLE_5).replace(b"Country\t", b"Holder\t")), "the header"),
    "an unknown country": (m.instead(sample(TABLE_5).replace(b"Norway\t", b"Atlantis\t")), "line 20.*Atlantis"),
    "a value times 1000": (
        m.instead(sample(TABLE_5).replace(b"Japan\t1209.9", b"Japan\t1209900")),
        "add_up_to_grand_total",
    ),
    "a month twice": (m.instead(sample(TABLE_5).replace(b"2026-03", b"2026-04")), "newest first, none missing"),
    "the frozen mfh.txt": (m.instead(b"\r\n\r\n      MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES\r\n"), "'Table 5: "),
}


@pytest.fixture(scope="module")
def bad_home(refreshed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home that suffers all faults in turn: nothing may accumulate."""
    return Path(shutil.copytree(refreshed, tmp_path_factory.mktemp("bad") / "home"))


@pytest.mark.promise("published.audited")
@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_refused_by_name_and_what_was_published_stands(
    fault: str, bad_home: Path, mirror: m.Mirror
) -> None:
    before = digest(bad_home / FILE)
    mirror.faults[TABLE_5.url], says = BAD[fault]
    facts = refreshed_json(bad_home, mirror.url)
    problem = next(s["problem"] for s in facts["sources"] if s["source"] == "tic_mfh")  # type: ignore[attr-defined]
    assert re.search(f"(?s){says}", str(problem)), problem
    assert digest(bad_home / FILE) == before


@pytest.mark.promise("published.audited")
def test_after_all_those_faults_the_publisher_answers_and_its_news_are_published(
    bad_home: Path, mirror: m.Mirror
) -> None:
    mirror.bodies[TABLE_5.url] = newer(sample(TABLE_5))
    facts = refreshed_json(bad_home, mirror.url)
    [problem] = [s["problem"] for s in facts["sources"] if s["source"] == "tic_mfh"]  # type: ignore[attr-defined]
    assert problem is None and not facts["nothing_new"]
    with duckdb.connect(str(bad_home / FILE), read_only=True) as con:
        assert con.execute("select count(*) > 0 from raw.tic_mfh where date = '2026-05'").fetchall() == [(True,)]


def test_the_other_sources_still_refresh(home: Path, mirror: m.Mirror) -> None:
    mirror.faults[BY_NAME["tic_slt3"].url] = m.instead(b"<html>")
    mirror.bodies[TABLE_5.url] = newer(sample(TABLE_5))
    facts = refreshed_json(home, mirror.url)
    states = {s["source"]: (s["values"], bool(s["problem"])) for s in facts["sources"]}  # type: ignore[attr-defined]
    assert states["tic_slt3"] == ("embedded", True)
    assert states["tic_mfh"] == ("new", False)
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        found = con.execute(
            "select holdings, vintage::varchar from known.tic_mfh where label = 'Japan' and date = '2026-05'"
        ).fetchall()
        raw = con.execute("select count(*) from raw.tic_slt3").fetchall()
    assert found == [(1209.9, "2026-07-14")] and raw == [(6916,)]
    [refused] = Archive(home / "archive").payloads("tic_slt3", "quarantine")
    assert Archive(home / "archive").bodies(refused) == [b"<html>"]


@pytest.mark.promise("published.audited")
def test_a_contradiction_between_files_of_one_release_stops_the_publication(home: Path, mirror: m.Mirror) -> None:
    before = digest(home / FILE)
    swapped = (
        sample(TABLE_5).replace(b"Japan\t", b"X\t").replace(b"Belgium\t", b"Japan\t").replace(b"X\t", b"Belgium\t")
    )
    mirror.bodies[TABLE_5.url] = swapped
    result = reservewatch("refresh", home=home, mirror=mirror.url, more=told_to(home / "told"))
    assert result.returncode == 1
    assert "Nothing was published" in result.stderr
    assert "marts/accounting: no_identity_is_off_by_more_than_rounding" in result.stderr
    assert "Table 5 = Table 3" in result.stderr
    failed = (home / "told").read_text().split("Failed run\n")[1].splitlines()[0]
    assert "UTC: marts/accounting: no_identity_is_off_by_more_than_rounding: " in failed
    assert digest(home / FILE) == before


def told_to(file: Path) -> dict[str, str]:
    """The environment in which alerts are added to a file."""
    return {"RESERVEWATCH_ALERT_COMMAND": f"tee -a {file}"}


@pytest.mark.promise("published.same")
@pytest.mark.promise("alerts.once")
def test_the_same_bytes_again_are_no_news(home: Path, mirror: m.Mirror) -> None:
    mirror.bodies[TABLE_5.url] = newer(sample(TABLE_5))
    first = refreshed_json(home, mirror.url, **told_to(home / "told"))
    assert first["nothing_new"] is False
    told = (home / "told").read_text()
    assert told.startswith("reservewatch: 1 new TIC month, ") and told.count("reservewatch: ") == 1
    assert "\n- 2026-05, TIC Table 5: major foreign holders of Treasury securities. All foreigners hold " in told
    again = refreshed_json(home, mirror.url, **told_to(home / "told"))
    assert again["nothing_new"] is True and again["alerts"] == []
    assert (home / "told").read_text() == told
    assert next(s["values"] for s in again["sources"] if s["source"] == "tic_mfh") == "unchanged"  # type: ignore[attr-defined]


def test_a_holder_that_drops_out_is_absent_not_stale_and_the_sum_still_holds(home: Path, mirror: m.Mirror) -> None:
    # The July release, made of the June one: Israel falls out of the list, into All Other.
    lines = newer(sample(TABLE_5)).decode().splitlines()
    israel = next(line for line in lines if line.startswith("Israel"))
    rest = next(line for line in lines if line.startswith("All Other"))
    sums = [round(float(a) + float(b), 1) for a, b in zip(rest.split("\t")[1:], israel.split("\t")[1:], strict=True)]
    lines[lines.index(rest)] = "\t".join(["All Other", *map(str, sums)])
    lines.remove(israel)
    mirror.bodies[TABLE_5.url] = ("\r\n".join(lines) + "\r\n").encode()
    refreshed_json(home, mirror.url)
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        named = con.execute(
            "select distinct month::varchar from staging.tic_mfh where holder_id = 'ISR' order by 1"
        ).fetchall()
        worst = con.execute(
            "select max(abs(difference_usd_mn)) from marts.accounting where basis = 'table5'"
        ).fetchall()
    assert named[-1] == ("2026-02-28",)
    assert worst[0][0] <= 650


def test_sql_prints_a_table_csv_or_json(refreshed: Path) -> None:
    query = "select holder_id, holdings_usd_bn, lowest_since from holder('Japan') join marts.holders using (month, holdings_usd_bn) where month = '2025-11-30' and holder_id = 'JPN'"
    assert reservewatch("sql", query, home=refreshed).stdout.splitlines()[1].split()[:2] == ["JPN", "1,202.69"]
    assert reservewatch("sql", query, "--csv", home=refreshed).stdout.splitlines()[1].startswith("JPN,1202.693,")
    assert json.loads(reservewatch("sql", query, "--json", home=refreshed).stdout)[0]["holdings_usd_bn"] == 1202.693


def test_without_a_publication_the_next_step_is_named(tmp_path: Path) -> None:
    for command in (["status"], ["sql", "select 1"]):
        result = reservewatch(*command, home=tmp_path)
        assert result.returncode == 1 and "run `reservewatch refresh`" in result.stderr


@pytest.mark.promise("runs.nights")
def test_status_says_which_nights_were_missed(home: Path) -> None:
    """Of each night two lines: a source that answered, and one that was not asked."""
    with (home / "archive" / "events.jsonl").open("a") as log:
        for day in ("2026-11-18", "2026-11-19", "2026-11-24"):
            line = {"at": f"{day}T07:30:00", "event": "fetch", "source": "tic_mfh", "state": "unchanged", "detail": ""}
            later = {"at": f"{day[:-1]}{int(day[-1]) + 1}T07:30:00", "source": "tic_slt3", "state": "offline"}
            log.write(f"{json.dumps(line)}\n{json.dumps(line | later)}\n")
        line = {"at": "2026-11-26T07:30:00", "event": "ingest", "source": "tic_slt1", "state": "new"}
        log.write(f"{json.dumps(line)}\n")  # of which nobody was asked
    said = reservewatch("status", home=home).stdout
    assert "1 of 1 sources answered when last asked, on 2026-11-24; the time before was 2026-11-19." in said


def test_status_tells_sources_age_and_publications(refreshed: Path) -> None:
    result = reservewatch("status", home=refreshed)
    assert result.returncode == 0
    assert all(s.name in result.stdout for s in SOURCES)
    assert "`reservewatch rollback`: 0" in result.stdout


def test_ingest_loads_a_saved_file_and_refuses_a_bad_one(home: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes(newer(sample(TABLE_5)))
    bad.write_bytes(sample(TABLE_5)[:700])
    loaded = reservewatch("ingest", str(good), "--source", "tic_mfh", "--vintage", "2026-06-19", home=home)
    assert loaded.returncode == 0, loaded.stderr
    refused = reservewatch("ingest", str(bad), "--source", "tic_mfh", home=home)
    assert refused.returncode == 1 and "tic_mfh: the end of the file" in refused.stderr
    with duckdb.connect(str(home / "build.duckdb"), read_only=True) as con:
        assert ("2026-06-19",) in con.execute(
            "select distinct vintage::varchar from meta.partitions where source = 'tic_mfh'"
        ).fetchall()
