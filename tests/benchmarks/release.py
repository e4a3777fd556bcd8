"""A new TIC release, synthesised: `python -m tests.benchmarks.release` puts it into the archive of a home.

Tables 1, 3 and 5 as embedded, with one more month that repeats the newest. In it and the three before it France holds
a little more, and Germany as much less, so that every sum still holds. Above and below stands what the samples have.
"""

from collections.abc import Iterator

import duckdb
import pandas as pd

from pipelines import settings
from pipelines.archive.store import Archive, Body, Payload
from pipelines.sources import SOURCES
from pipelines.sources.base import Source
from pipelines.sources.vintages import release_calendar

SAMPLES = settings.ROOT / "tests" / "samples"
REVISED = {"10804": 5, "11002": -5}  # USD mn, by TIC code
POSITIONS = ["for_treas_pos", "for_lt_treas_pos", "for_lt_total_pos"]
NEWS = ("tic_slt3", "tic_slt1", "tic_mfh")


def embedded(source: Source) -> pd.DataFrame:
    """The figures of a source in the snapshot."""
    file = settings.SNAPSHOT / f"{source.name}.parquet"
    frame: pd.DataFrame = duckdb.sql(f"select {', '.join(c.name for c in source.content)} from '{file}'").df()
    return frame


def released(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with one more month, in which no bill was bought or sold, and with revisions."""
    months = sorted(frame["date"].unique())[-3:]
    new = frame[frame["date"] == months[-1]].assign(date=str(pd.Period(months[-1]) + 1))
    if "for_st_treas_net" in frame:
        new = new.assign(
            for_treas_net=new["for_treas_net"] - new["for_st_treas_net"], for_st_treas_net=new["for_st_treas_net"] * 0
        )
    both: pd.DataFrame = pd.concat([frame, new])
    if "country_code" not in frame:
        return both
    step = both["country_code"].map(REVISED).fillna(0) * (both["date"] >= months[0])
    return both.assign(**{column: both[column] + step for column in POSITIONS if column in both})


def long(frame: pd.DataFrame) -> Iterator[str]:
    """Lines of Table 1 or 3: one a country and month, newest month first."""
    ordered = frame.sort_values(["country_code", "date"], ascending=[True, False])
    for row in ordered.itertuples(index=False):
        yield "\t".join(cell if isinstance(cell, str) else _whole(cell) for cell in row)


def wide(frame: pd.DataFrame) -> Iterator[str]:
    """Lines of Table 5: one a holder, a column a month."""
    table = frame.pivot(index="label", columns="date", values="holdings").iloc[:, :0:-1]
    yield "\t".join(["Country", *table.columns])
    for label, figures in zip(table.index, table.to_numpy(), strict=True):
        yield "\t".join([label, *(f"{figure:.1f}" for figure in figures)])


def _whole(cell: float) -> str:
    return "n.a." if pd.isna(cell) else f"{cell:.0f}"


def body(source: Source) -> bytes:
    """The file of the new release, in the publisher's layout."""
    [sample] = (SAMPLES / source.name).iterdir()
    lines = sample.read_text(encoding="ascii").splitlines()
    is_long = source.name != "tic_mfh"
    head = 9 if is_long else next(i for i, line in enumerate(lines) if line.startswith("Country\t"))
    end = next(i for i, line in enumerate(lines) if i > head and not line.strip())
    figures = (long if is_long else wide)(released(embedded(source)))
    return ("\r\n".join([*lines[:head], *figures, *lines[end:]]) + "\r\n").encode()


def main() -> None:
    """Put the release into the archive, as fetched on the evening of its day."""
    archive = Archive(settings.home() / "archive")
    for source in (s for s in SOURCES if s.name in NEWS):
        newest = pd.Period(embedded(source)["date"].max()) + 1
        calendar = release_calendar().query("calendar == 'tic'").set_index("period")["released_on"]
        day = calendar[newest.end_time.normalize()].date()
        kept = Body(f"{source.url}?synthesised", archive.keep(body(source)), 200, {})
        archive.add(Payload(source.name, f"{day}T21:00:00.000000+00:00", [kept]))


if __name__ == "__main__":
    main()
