"""What a source is: where its bytes are, how they are read, what they mean.

A source is one file in this folder that ends in `SOURCE = Source(...)`, and one line in
`sources/__init__.py`. Nothing here touches the network, a database or a clock.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pandas as pd

from pipelines.sources import formats
from pipelines.sources.errors import Refused
from pipelines.sources.vintages import Vintages

Expectation = Mapping[str, Any]
Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "irregular", "frozen"]


@dataclass(frozen=True)
class Column:
    """One column as the publisher gives it. `type` is a DuckDB type, `unit` is never empty."""

    name: str
    type: str
    unit: str
    description: str


@dataclass(frozen=True)
class Request:
    """One GET.

    `final_from`: the body no longer changes from this day on (that of a past year), so one that was kept then or
    later is used instead. `alone`: the body stands for itself (one series of many), so if it does not come the
    kept one is used, or the others go on without it. `link`: read only for where it leads, so it is no part of
    the payload.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    final_from: date | None = None
    alone: bool = False
    link: bool = False


@dataclass(frozen=True)
class Response:
    """What came back: the address after redirects, and the decoded body (empty if one `alone` did not come)."""

    url: str
    body: bytes


Requests = Generator[Request, Response, None]


@dataclass(frozen=True, eq=False)
class Source:
    """Everything there is to know about one source.

    `parse` gets the bodies of one payload in the order of the requests and returns a frame with
    exactly `columns`, indexed by the line each row was read from, of JSON and XML by the number of its record or
    series; it raises `Refused` otherwise.
    `period` names the column (a date, or `2026-06`, `2026-M06`, `2026-Q2`, `2026`) whose month a row belongs
    to. `key` names the columns that identify a row. `begins` lists the ways in which each body may begin.
    `requests` replaces the plain GET of `url` for a source that pages, follows a link or has a file a year; it is
    told which day it is; `hosts` adds hosts such a source needs; `pause_s` is the least time between its requests,
    `time_s` the most time for all of them. `access`: `open` is fetched by every refresh, `licensed` only where the
    user says that they hold the licence, `embedded` never: its values are those of the snapshot, or of ingested
    files. `embed` is the SQL condition of the rows that the snapshot may hold. `volatile` is a pattern of what
    differs in every answer, such as a time stamp: bodies that differ in nothing else are the same. `due_days`: days
    after the end of a period by which its values should be there, if neither a calendar nor the lag of `known_by`
    says it. `edition` reads the day that a payload states as its own: a saved one counts as fetched then. `series`
    names the column of independent series, one a body: a faulty series is left out, and the others enter.
    `expect`: its arrival checks; `arrival` makes those that many sources have.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    cadence: Cadence
    known_by: Vintages
    period: str
    key: Sequence[str]
    begins: Sequence[bytes]
    columns: Sequence[Column]
    parse: Callable[[list[bytes]], pd.DataFrame]
    expect: Sequence[Expectation] = ()
    requests: Callable[[date], Requests] | None = None
    hosts: Sequence[str] = ()
    pause_s: float = 0.0
    time_s: float = 60.0
    access: Literal["open", "licensed", "embedded"] = "open"
    embed: str = "true"
    volatile: bytes | None = None
    due_days: int | None = None
    edition: Callable[[list[bytes]], date] | None = None
    series: str = ""

    @property
    def due_after_days(self) -> int | None:
        """Days after the end of a period by which its values should be there; None where a calendar says when."""
        return self.known_by.due_after_days if self.due_days is None else self.due_days

    def plan(self, today: date) -> Requests:
        """The requests of one fetch: each is yielded, its response is sent back in."""
        if self.requests is not None:
            yield from self.requests(today)
        else:
            yield Request(self.url)

    @property
    def content(self) -> list[Column]:
        """The columns that are stored. Those that only date a payload are not: they would make all history new."""
        return [c for c in self.columns if c.name not in self.known_by.dating_columns]

    @property
    def values(self) -> list[Column]:
        """The columns that hold values."""
        return [c for c in self.content if c.type == "DOUBLE"]

    @property
    def file(self) -> Path:
        """The file that declares it."""
        return Path(self.parse.__code__.co_filename)

    @property
    def is_daily(self) -> bool:
        """Is a row of a day, and not of a month, a quarter or a year?"""
        return any(c.name == self.period and c.type == "DATE" for c in self.columns)

    @property
    def day(self) -> str:
        """SQL of the observation day of a row of `raw`."""
        return f'raw."{self.period}"' if self.is_daily else "raw.period"

    @property
    def part(self) -> str:
        """What the index of a frame counts."""
        return {b"{": "record", b"[": "record", b"<": "series"}.get(self.begins[0][:1], "line")

    @property
    def host(self) -> str:
        """Whom its address names."""
        return urlsplit(self.url).hostname or ""

    @property
    def allowed_hosts(self) -> set[str]:
        """Hosts that a request or a redirect of this source may reach."""
        return {self.host, *self.hosts}

    def stated_day(self, bodies: list[bytes]) -> str | None:
        """The day that a payload states as its own; None if it states none, or cannot be read."""
        try:
            return self.edition(bodies).isoformat() if self.edition else None
        except Exception:  # loading says what is wrong with it
            return None

    def read(self, bodies: list[bytes]) -> pd.DataFrame:
        """Parse one payload and hold it to the declaration: beginning, columns, unique key."""
        for body in bodies:
            self.check_beginning(body)
        try:
            frame = self.parse(bodies)
        except Refused:
            raise
        except Exception as error:  # whatever a strange file does to a parser, other sources go on
            raise Refused(
                f"the layout of {self.name}", expected="what the parser knows", found=f"{type(error).__name__}: {error}"
            ) from error
        names = [c.name for c in self.columns]
        if list(frame.columns) != names:
            raise Refused("the columns", expected=names, found=list(frame.columns))
        if frame.empty:
            raise Refused("the rows", expected="at least one", found="no rows at all")
        if frame[[c.name for c in self.values]].isna().all(axis=None):
            raise Refused("the values", expected="at least one", found="no value at all")
        return self._without_repeats(frame)

    def check_beginning(self, body: bytes) -> None:
        """Refuse a body that does not begin as the source declares, such as a page with status 200."""
        head = body.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not any(head.startswith(begin) for begin in self.begins):
            wanted = " or ".join(repr(begin.decode()) for begin in self.begins)
            found, todo = formats.mistaken(body) or (head[:60].decode(errors="replace"), formats.LAYOUT)
            raise Refused("the beginning of the file", expected=wanted, found=found, todo=f"Nothing was loaded. {todo}")

    def _without_repeats(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Drop rows that repeat another to the letter; refuse rows that contradict one."""
        unique = frame[~frame.duplicated()]
        clash = unique[unique.duplicated(list(self.key), keep=False)]
        if clash.empty:
            return unique
        pair = clash.groupby(list(self.key), sort=False, dropna=False).head(2).iloc[:2]
        one, other = pair.index
        key = ", ".join(f"{k} {pair.iloc[0][k]}" for k in self.key)
        values = pair.drop(columns=list(self.key)).to_dict("records")
        raise Refused(
            f"two different rows for {key}",
            line=f"{self.part} {other}",
            expected=f"{values[0]} as in {self.part} {one}",
            found=values[1],
        )
