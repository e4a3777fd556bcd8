"""A refresh whose lake is gone publishes everything else and says so; the next one lays what it missed."""

from functools import partial
from pathlib import Path

from tests.conftest import reservewatch
from tests.team.servers import Postgres


def test_a_catalog_that_is_gone_costs_the_lake_alone_and_the_next_refresh_heals(
    home: Path, catalog: tuple[str, str], postgres: Postgres
) -> None:
    lake = {"RESERVEWATCH_LAKE": catalog[0], "RESERVEWATCH_LAKE_DATA": catalog[1]}
    run = partial(reservewatch, home=home, more=lake)
    (home / "parquet" / "holders.parquet").unlink()
    postgres.stop()
    try:
        gone = run("refresh", "--offline")
    finally:
        postgres.start()
    assert gone.returncode == 1 and "Traceback" not in gone.stderr
    assert (
        f'  publish: not written: the lake, {catalog[0]}: connection to server at "127.0.0.1", port {postgres.port} failed: '
        "Connection refused. The next refresh tries again.\n"
    ) in gone.stderr, gone.stderr
    assert (home / "parquet" / "holders.parquet").exists()
    assert run("lake", "status").stderr.endswith("has no publication yet: run `reservewatch refresh`\n")
    healed = run("refresh", "--offline")
    assert healed.returncode == 0, healed.stderr
    status = run("lake", "status")
    assert status.returncode == 0 and "; the one published here." in status.stdout
    assert run("lake", "history").stdout.count("UTC") == 2
    assert run("lake", "rollback").stderr == "Error: the lake has no older publication to go back to\n"
    assert run("lake", "expire", "--days", "30").stdout == "No snapshot is older.\n"
