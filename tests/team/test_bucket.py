"""The lake in a bucket of an S3-compatible store, read by Python and by DuckDB's command line."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pipelines.outputs.lake import address
from tests.conftest import reservewatch
from tests.team import servers
from tests.team.test_lake import differences, laying

FILE, DATA, SECRET = "reservewatch.duckdb", "s3://lake/data", "canary-of-the-bucket"


@pytest.fixture
def lake(catalog: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Variables of a lake whose data are in a bucket. Its address and keys are in the environment."""
    pytest.importorskip("moto")
    with servers.bucket(tmp_path, "lake") as endpoint:
        keys = {"ACCESS_KEY_ID": "writer", "SECRET_ACCESS_KEY": SECRET, "REGION": "eu-west-1"}
        for name, value in {**keys, "ENDPOINT_URL_S3": endpoint}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield {"RESERVEWATCH_LAKE": catalog[0], "RESERVEWATCH_LAKE_DATA": DATA}


def test_a_bucket_that_is_gone_costs_the_lake_alone_and_then_it_holds_the_published_file(
    home: Path, lake: dict[str, str]
) -> None:
    run = partial(reservewatch, home=home, more=lake)
    gone = run("refresh", "--offline", more={**lake, "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"})
    assert gone.returncode == 1 and "Traceback" not in gone.stderr
    assert ". The next refresh tries again.\n" in gone.stderr, gone.stderr
    laid = run("refresh", "--offline")
    assert laid.returncode == 0, laid.stderr
    with laying((lake["RESERVEWATCH_LAKE"], DATA), home / FILE) as con:
        compared, found = differences(con)
    assert found == [] and compared > 200
    assert "; the one published here." in run("lake", "status").stdout
    assert run("lake", "expire", "--days", "30").stdout == "No snapshot is older.\n"
    kept = [p for p in home.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]
    assert kept == [] and SECRET not in gone.stdout + gone.stderr + laid.stdout + laid.stderr


def test_the_command_line_of_duckdb_reads_it_with_a_role_that_can_only_read(
    home: Path, lake: dict[str, str], postgres: servers.Postgres
) -> None:
    assert reservewatch("refresh", "--offline", home=home, more=lake).returncode == 0
    name = lake["RESERVEWATCH_LAKE"].split("dbname=")[1].split()[0]
    for statement in (
        f"create role \"{name}\" login", f"grant usage on schema public to \"{name}\"",
        f"grant select on all tables in schema public to \"{name}\"",
    ):  # fmt: skip
        postgres.run(statement, name)
    printed = reservewatch("lake", "attach", "--user", name, home=home, more=lake).stdout
    command = [str(Path(sys.executable).with_name("duckdb")), "-bail"]

    def said(attach: str, statement: str) -> subprocess.CompletedProcess[str]:
        script = f"{re.sub('-- create secret .*', address.secret() + ';', attach)}\n{statement};"
        return subprocess.run(command, input=script, capture_output=True, text=True, check=False)

    assert "Japan" in said(printed, "copy (select country from top_holders('2025-11') limit 1) to '/dev/stdout'").stdout
    refused = said(printed.replace(" (read_only)", ""), "delete from lake.marts.totals")
    assert refused.returncode != 0 and "permission denied for table" in refused.stderr, refused.stderr
