"""The Treasury's yield curve as somebody saved it, and what a warehouse knows of it."""

from pathlib import Path

import duckdb

from pipelines.settings import SNAPSHOT
from pipelines.sources import treasury_par_curve
from tests.conftest import BY_NAME

CURVE = BY_NAME["treasury_par_curve"]


def curve_of(year: int, until: str, changes: dict[str, float]) -> bytes:
    """The Treasury's file of a year up to a day, of the embedded yields, with changes to the ten years."""
    query = f"""
        pivot (
          select date, tenor, par_yield from '{SNAPSHOT}/{CURVE.name}.parquet'
          where year(date) = {year} and date <= date '{until}'
        ) on tenor using first(par_yield) order by date desc"""
    frame = duckdb.execute(query).df().set_index("date")
    for day, value in changes.items():
        frame.loc[day, "10 Yr"] = value
    frame = frame[[tenor for tenor in treasury_par_curve.TENORS if tenor in frame]]
    frame.index = frame.index.strftime("%m/%d/%Y")
    return frame.to_csv(index_label="Date", float_format="%.2f").encode()


def saved(folder: Path) -> list[str]:
    """Two years as saved on 20 January 2026, when the yield of the 14th was not yet what it is now."""
    files = {"old.csv": curve_of(2025, "2025-12-31", {}), "new.csv": curve_of(2026, "2026-01-16", {"2026-01-14": 4.44})}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [str(folder / name) for name in files]


def ten_years(home: Path, as_of: str) -> list[tuple[float, str]]:
    with duckdb.connect(str(home / "build.duckdb"), read_only=True) as con:
        con.execute(f"set variable as_of = date '{as_of}'")
        return con.execute(
            "select par_yield, vintage::varchar from known.treasury_par_curve where tenor = '10 Yr' and date = '2026-01-14'"
        ).fetchall()
