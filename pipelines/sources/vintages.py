"""How vintages are dated: one class per way, each with what a payload gets on arrival and what counted when.

A vintage is the day on which a value became known. Most files are known month by month: the newest release of a month
replaces it whole, and a row that left is absent. Market data come day by day and are known row by row: what a later
payload lacks still counts.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pandas as pd

from pipelines import settings
from pipelines.sources.errors import Refused

CALENDAR = settings.REFERENCE / "release_calendar.csv"
Dates = Mapping[str, Any]
# The day as of which the views show: of this connection, or of a file that was rebuilt as of a day.
AS_OF = "coalesce(getvariable('as_of')::date, (select max(as_of) from meta.publication), date '9999-12-31')"


class Named(Protocol):
    """A column."""

    @property
    def name(self) -> str:
        """Its name."""


class Dated(Protocol):
    """What of a source decides how its rows are dated."""

    @property
    def name(self) -> str:
        """Its name, that of its raw table."""

    @property
    def key(self) -> Sequence[str]:
        """Columns that identify a row."""

    @property
    def content(self) -> Sequence[Named]:
        """Columns that are stored."""

    @property
    def day(self) -> str:
        """SQL of the observation day of a row."""


class Vintages(ABC):
    """How the vintages of one source are dated."""

    kind: ClassVar[str]
    # Of two payloads the later one is that which was fetched later; else the one of the later vintage.
    is_in_order_of_fetch: ClassVar[bool] = False
    # A payload adds rows, so it may hold fewer than the one before it.
    may_be_partial: ClassVar[bool] = False
    # Of the rows of one month and payload, the vintage of the month.
    of_month: ClassVar[str] = "max"
    # SQL of the vintage of one row, as the snapshot keeps it, of a partition `s`.
    of_row: str = "s.vintage"
    # Columns that only date a payload. They are not stored: they would make all history new with each edition.
    dating_columns: Sequence[str] = ()
    calendar: str | None = None
    due_after_days: int | None = None
    files: Sequence[Path] = ()

    @property
    def detail(self) -> str:
        """What is peculiar to this source, in a word: a column, a calendar."""
        return ""

    @abstractmethod
    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """`vintage` and `vintage_is_rule` of each row of a payload: never after the fetch.

        `days` are the observation days of the rows; `newest` is the last of them with a value.
        """

    def over(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", fetched: date) -> pd.DataFrame:
        """The rows of periods that are over."""
        return frame

    def embedded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame of the snapshot, which keeps vintages, with the columns of the publisher that gave them."""
        return frame

    def saved(self, day: str) -> tuple[str | None, str | None]:
        """What the day on which a payload was saved means: when it was fetched, or its vintage."""
        return None, day

    def history(self, source: Dated) -> str:
        """SQL of every row that ever counted, with `valid_from` and `valid_to`, as far as was known by `as_of`."""
        return f"""
            select
              raw.* exclude (partition_hash), '{source.name}' as source, v.valid_from, v.valid_to, v.vintage, v.release,
              v.vintage_is_rule
            from raw.{source.name} as raw
            join meta.versions as v
              on v.source = '{source.name}' and raw.period = v.period and raw.partition_hash = v.partition_hash
            """

    def known_days(self, source: Dated) -> str:
        """SQL of the days on which something of a source became known."""
        return f"select vintage as day from meta.vintages where source = '{source.name}'"

    def known_partitions(self, source: Dated, day: date) -> str:
        """SQL of what decides which rows of a source were known on a day."""
        return f"from meta.vintages where source = '{source.name}' and vintage <= date '{day}'"

    def forget(self, source: Dated, day: date) -> list[str]:
        """Statements that take out of a rebuilt file what was not yet known on a day."""
        late = f"select source, period, payload, fetched_at from meta.vintages where vintage > date '{day}'"
        of_late = f"(source, period, payload, fetched_at) in ({late})"
        return [f"delete from meta.partitions where source = '{source.name}' and {of_late}"]


@dataclass(frozen=True)
class Stated(Vintages):
    """The payload says so, in `column`; `<column>_is_rule` flags a date that comes from a rule."""

    column: str
    kind = "payload"

    @property
    def detail(self) -> str:
        """The column."""
        return self.column

    @property
    def dating_columns(self) -> Sequence[str]:  # type: ignore[override]
        """The column and its flag."""
        return (self.column, f"{self.column}_is_rule")

    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """As stated."""
        return {
            "vintage": _stated(frame, self.column, fetched),
            "vintage_is_rule": frame[f"{self.column}_is_rule"],
        }

    def embedded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns as the payload stated them."""
        return frame.assign(**{self.column: frame["vintage"], f"{self.column}_is_rule": frame["vintage_is_rule"]})


@dataclass(frozen=True)
class Calendar(Vintages):
    """Release day of the newest period, from the release calendar of that name."""

    calendar: str
    kind = "calendar"
    files = (CALENDAR,)

    @property
    def detail(self) -> str:
        """The calendar."""
        return self.calendar

    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """The release day, or the day of the fetch where that came earlier."""
        released, is_rule = release_day(self.calendar, newest)
        return {"vintage": min(released, fetched), "vintage_is_rule": is_rule}


@dataclass(frozen=True)
class Fixed(Vintages):
    """One day, for a file that no longer changes."""

    day: date
    kind = "fixed"

    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """That day."""
        return {"vintage": self.day, "vintage_is_rule": False}


@dataclass(frozen=True)
class Fetched(Vintages):
    """The day on which the bytes came."""

    kind = "fetch"

    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """The day of the fetch."""
        return {"vintage": fetched, "vintage_is_rule": False}


@dataclass(frozen=True)
class LaggedMonths(Vintages):
    """`days` after the end of the period; a later table of a month replaces it whole."""

    days: int = 0
    kind = "lag"
    is_in_order_of_fetch = True

    @property
    def due_after_days(self) -> int | None:  # type: ignore[override]
        """The lag."""
        return self.days

    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """The lag after the observation day of a row."""
        due = days + pd.to_timedelta(self._lags(frame), unit="D")
        return {"vintage": due.where(due <= pd.Timestamp(fetched), pd.Timestamp(fetched)), "vintage_is_rule": True}

    def _lags(self, frame: pd.DataFrame) -> Any:
        return self.days

    def over(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", fetched: date) -> pd.DataFrame:
        """Without the average of a month that is not over yet."""
        return frame[days <= pd.Timestamp(fetched)]

    def saved(self, day: str) -> tuple[str | None, str | None]:
        """As if fetched then: rows are known by a lag, and never after they were fetched."""
        return f"{day}T00:00:00.000000+00:00", None


@dataclass(frozen=True)
class Lagged(LaggedMonths):
    """`days` after the observation day of a row, or by the value of `column`; each row is known for itself."""

    column: str = ""
    lags: Mapping[str, int] = field(default_factory=dict)
    of_month = "min"

    @property
    def detail(self) -> str:
        """The column by which lags differ, if they do."""
        return self.column

    def _lags(self, frame: pd.DataFrame) -> Any:
        return frame[self.column].map(self.lags) if self.lags else self.days

    def history(self, source: Dated) -> str:
        """Row by row: a value counts until another one of its row came."""
        key = ", ".join(f'"{name}"' for name in source.key)
        return f"""
            select
              * exclude (partition_hash, fetched_at, payload, vintage_is_rule, valid_from),
              '{source.name}' as source, valid_from,
              lead(valid_from) over (partition by {key} order by valid_from, fetched_at, payload) as valid_to,
              valid_from as vintage, valid_from as release, vintage_is_rule
            from ({self._versions(source)}) as versions
            where valid_from <= {AS_OF}
            qualify valid_to is null or valid_to > valid_from
            """

    def known_days(self, source: Dated) -> str:
        """SQL of the days on which a row became known."""
        return f"select valid_from as day from ({self._versions(source)}) as versions"

    def known_partitions(self, source: Dated, day: date) -> str:
        """No row is known before its observation day."""
        return f"from meta.partitions where source = '{source.name}' and period <= last_day(date '{day}')"

    def forget(self, source: Dated, day: date) -> list[str]:
        """Rows, not months."""
        row = ", ".join(f'"{name}"' for name in ("partition_hash", *source.key))
        known = f"select ({row}) from ({self._versions(source)}) as versions where valid_from <= date '{day}'"
        return [f"delete from raw.{source.name} where ({row}) not in ({known})"]

    def _versions(self, source: Dated) -> str:
        """SQL of every value that was new of its row, and since when.

        The first counts from the lag after its day, or from when it came if that was earlier; a later one from when
        it came.
        """
        key = ", ".join(f'"{name}"' for name in source.key)
        values = ", ".join(f'"{c.name}"' for c in source.content if c.name not in source.key)
        return f"""
            with
            carried as (
              select period, partition_hash, vintage_is_rule, fetched_at, payload
              from meta.partitions
              where source = '{source.name}'
              qualify partition_hash is distinct from lag(partition_hash) over (
                partition by period order by fetched_at, payload
              )
            ),
            versions as (
              select
                raw.*, carried.vintage_is_rule, carried.fetched_at, carried.payload, {self._due(source)} as due,
                row({values}) is distinct from lag(row({values})) over came as is_new,
                row_number() over came = 1 as is_first
              from raw.{source.name} as raw
              join carried using (period, partition_hash)
              window came as (partition by {key} order by carried.fetched_at, carried.payload)
            )
            select * exclude (due, is_new, is_first), {self._since()} as valid_from
            from versions
            where is_first or is_new
            """

    def _since(self) -> str:
        """SQL of the day from which a version counts."""
        came = "fetched_at[1:10]::date"
        return f"case when is_first then least(due, {came}) else {came} end"

    def _due(self, source: Dated) -> str:
        """SQL of the observation day of a row, plus its lag."""
        pairs = ", ".join(f"'{key}': {days}" for key, days in self.lags.items())
        lag = f'map {{{pairs}}}[raw."{self.column}"]' if self.lags else str(self.days)
        return f"{source.day} + {lag}"


@dataclass(frozen=True)
class StatedRows(Lagged):
    """Each row states its day in `column` and counts from then, whenever it came; a later transcript corrects it.

    A payload may hold a few rows: those of earlier payloads still count.
    """

    kind = "payload"
    may_be_partial = True

    @property
    def due_after_days(self) -> int | None:  # type: ignore[override]
        """Nothing is promised."""
        return None

    @property
    def of_row(self) -> str:  # type: ignore[override]
        """The column."""
        return f'"{self.column}"'

    def dates(self, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", newest: date, fetched: date) -> Dates:
        """As stated."""
        return {"vintage": _stated(frame, self.column, fetched), "vintage_is_rule": False}

    def _since(self) -> str:
        return "due"

    def _due(self, source: Dated) -> str:
        return f'raw."{self.column}"'


def _stated(frame: pd.DataFrame, column: str, fetched: date) -> "pd.Series[pd.Timestamp]":
    stated = pd.to_datetime(frame[column])
    if stated.max().date() > fetched:
        raise Refused(column, expected=f"a day up to {fetched}, the fetch", found=stated.max().date())
    return stated


def release_calendar() -> pd.DataFrame:
    """The release calendar: calendar, period, earliest_on, released_on, cancelled_on, is_rule, source."""
    return pd.read_csv(CALENDAR, parse_dates=["period", "earliest_on", "released_on", "cancelled_on"])


def release_day(calendar: str, period: date) -> tuple[date, bool]:
    """Day on which a period was first released, and whether that day comes from a rule."""
    rows = release_calendar().query("calendar == @calendar and period == @period")
    if len(rows) != 1:
        todo = "Add the line to warehouse/reference/release_calendar.csv."
        raise Refused("the release day", expected=f"one line for {calendar}, {period}", found=len(rows), todo=todo)
    return rows.iloc[0]["released_on"].date(), bool(rows.iloc[0]["is_rule"])
