"""Where the lake is, and how it is attached: the extensions come as packages, and nothing is downloaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import settings
from pipelines.database import PATIENCE_S, quoted
from pipelines.settings import BadSetting

SCHEME = settings.lake.BUCKET
READ = "read_only"
WRITE = "data_inlining_row_limit 0"  # every row to a file: rows in the catalog reserve the name `row_id`


@dataclass(frozen=True)
class Address:
    """The catalog as DuckLake names it, and the folder or bucket of the data."""

    catalog: str
    data: str

    @property
    def extensions(self) -> list[str]:
        """What DuckDB needs for it, in the order in which they load."""
        return ["ducklake", "postgres_scanner", *(["httpfs"] if self.data.startswith(SCHEME) else [])]


def given() -> Address | None:
    """The lake that is set; raises BadSetting where the packages for it are not installed."""
    if not (said := settings.lake.place()):
        return None
    lake = Address(*said)
    for name in lake.extensions:
        if package(name) is None:
            found = f"DuckDB {duckdb.__version__} without its extension {name}"
            raise BadSetting("LAKE", "the packages of the extra `team`", found, "See docs/deploy/team.md.")
    return lake


def package(extension: str) -> Path | None:
    """The file of an extension for the DuckDB that runs, from its package; None where there is none."""
    spec = find_spec(f"duckdb_extension_{extension}")
    folders = [Path(folder) for folder in spec.submodule_search_locations or []] if spec else []
    files = [f / "extensions" / f"v{duckdb.__version__}" / f"{extension}.duckdb_extension" for f in folders]
    return next((file for file in files if file.is_file()), None)


@contextmanager
def attached(lake: Address, options: str = WRITE) -> Iterator[DuckDBPyConnection]:
    """A connection that has it as `lake`."""
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        for load in _loads(lake):
            con.execute(load)
        if lake.data.startswith(SCHEME):
            con.execute(secret())
        elif options == WRITE:
            Path(lake.data).mkdir(parents=True, exist_ok=True)
        attach(con, lake, "lake", f"data_path {quoted(lake.data)}, {options}")
        yield con


def _loads(lake: Address) -> list[str]:
    """SQL that loads its extensions, which come as packages."""
    return [f"load {quoted(package(name))}" for name in lake.extensions]


def script(lake: Address) -> str:
    """SQL by which a session of DuckDB reads the lake: with the extensions of these packages, and without keys."""
    keys = (
        "-- create secret (type s3, key_id '...', secret '...', region '...');  -- the keys of a reader of the bucket"
    )
    steps = [f"{load};" for load in _loads(lake)]
    steps += [keys] if lake.data.startswith(SCHEME) else []
    return "\n".join([*steps, f"attach {quoted(f'ducklake:{lake.catalog}')} as lake (read_only);", "use lake;"])


def attach(con: DuckDBPyConnection, lake: Address, name: str, options: str) -> None:
    """Attach the lake under a name."""
    catalog = lake.catalog if "connect_timeout" in lake.catalog else f"{lake.catalog} connect_timeout={PATIENCE_S}"
    con.execute(f"attach {quoted(f'ducklake:{catalog}')} as {name} ({options})")


def secret() -> str:
    """SQL of the keys of a bucket."""
    given = [f"{name} {quoted(value)}" for name, value in settings.lake.bucket().items()]
    return f"create secret ({', '.join(['type s3', *given])})"
