from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.team import servers


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Postgres]:
    """A PostgreSQL; skips where it or DuckDB's extension is not installed."""
    if find_spec("duckdb_extension_ducklake") is None:
        pytest.skip("needs the extra `team`: make team-test")
    if servers.programs() is None:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    with servers.postgres(tmp_path_factory.mktemp("servers") / "postgres") as server:
        yield server


@pytest.fixture
def catalog(postgres: servers.Postgres, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """A lake of the test's own: its catalog and the folder of its data."""
    name = tmp_path.name
    postgres.create(name)
    return f"postgres:{postgres.address(name)}", str(tmp_path / "data")
