"""Reading SDMX-ML 2.1 as the IMF's data API sends it (StructureSpecificData, host api.imf.org).

A message holds data sets of series, and a series its observations. `OBS_VALUE` is in units although `SCALE` says 6:
it is never multiplied. The day of publication stands on the data set; where it does not, the day on which the message
was prepared stands in, by rule. The API has answered with more than was asked for, so keys are filtered here again.
"No such data" is status 204. No SDMX message has a document type or an entity: one that has is refused.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from pipelines.sources.base import Column, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Stated

API = "https://api.imf.org/external/sdmx/2.1/data/"
PUBLISHER = "International Monetary Fund, Statistics Department"
LICENCE = "(c) International Monetary Fund, https://www.imf.org/external/terms.htm: with attribution"
PERIODS = {"M": re.compile(r"(19|20)[0-9]{2}-M(0[1-9]|1[0-2])"), "Q": re.compile(r"(19|20)[0-9]{2}-Q[1-4]")}
PUBLISHED = [
    Column("published_on", "DATE", "date", "Day on which the IMF published the data set, as the message states it."),
    Column("published_on_is_rule", "BOOLEAN", "flag", "The message states no such day: it is the day of the message."),
]
# What the dataflows share.
source = partial(
    Source,
    publisher=PUBLISHER,
    licence=LICENCE,
    known_by=Stated("published_on"),
    period="time_period",
    begins=[b"<?xml"],
    volatile=rb"<message:(ID|Prepared)>[^<]*</message:",  # every message has a number and a time of its own
    pause_s=1.0,
    time_s=120.0,
)


@dataclass(frozen=True)
class Flow:
    """A dataflow: the major version whose codes are known, and of each dimension the codes wanted, or none for all.

    A dimension of which one code is wanted is no column.
    """

    id: str
    major: str
    dimensions: Mapping[str, Collection[str]]

    def wants(self, key: Mapping[str, str]) -> bool:
        """Whether a series is one of those wanted."""
        return all(not codes or key[name] in codes for name, codes in self.dimensions.items())

    def cells(self, key: Mapping[str, str]) -> list[str]:
        """Those codes of a series that are columns."""
        return [key[name] for name, codes in self.dimensions.items() if len(codes) != 1]


def parse(bodies: Sequence[bytes], flow: Flow, columns: Sequence[Column]) -> pd.DataFrame:
    """One row per observation of the series wanted; an observation without a value is a row without a value."""
    return reading.frame([row for body in bodies for row in _rows(body, flow)], [c.name for c in columns])


def _rows(body: bytes, flow: Flow) -> Iterator[list[Any]]:
    message = _message(body, flow)
    for dataset in message.findall("{*}DataSet"):
        stated = dataset.get("PUBLICATION_DATE")
        day = stated or message.findtext("{*}Header/{*}Prepared") or ""
        published = reading.day(day[:10], 1, "PUBLICATION_DATE" if stated else "Prepared")
        for n, series in enumerate(dataset.findall("Series"), 1):
            key = _key(series, flow, n)
            if flow.wants(key):
                yield from ([n, *flow.cells(key), *o, published, not stated] for o in _observations(series, key, n))


def _message(body: bytes, flow: Flow) -> ElementTree.Element:
    content = reading.text(body)
    if "<!DOCTYPE" in content or "<!ENTITY" in content:
        raise Refused("the XML", expected="no document type and no entities", found=content[:120])
    try:
        message = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        line, column = error.position
        wanted = "a whole message"
        raise Refused("the XML", line=line, column=str(column + 1), expected=wanted, found=str(error)) from None
    usage = message.find("{*}Header/{*}Structure/{*}StructureUsage/Ref")
    found = {} if usage is None else usage.attrib
    if (found.get("id"), found.get("version", "").split(".")[0]) != (flow.id, flow.major):
        wanted = f"dataflow IMF.STA:{flow.id}, version {flow.major}, whose codes are known"
        raise Refused("the dataflow", expected=wanted, found=dict(found) or message.tag)
    return message


def _key(series: ElementTree.Element, flow: Flow, n: int) -> dict[str, str]:
    missing = [name for name in flow.dimensions if name not in series.attrib]
    if missing:
        found = dict(series.attrib)
        raise Refused("a key", line=f"series {n}", column=missing[0], expected=list(flow.dimensions), found=found)
    return {name: series.attrib[name] for name in flow.dimensions}


def _observations(series: ElementTree.Element, key: Mapping[str, str], n: int) -> Iterator[tuple[str, float | None]]:
    place, name = f"series {n}", ".".join(key.values())
    for observation in series.findall("Obs"):
        period = observation.get("TIME_PERIOD", "")
        if not PERIODS[key["FREQUENCY"]].fullmatch(period):
            wanted = f"one of frequency {key['FREQUENCY']}"
            raise Refused("a period", line=place, column=name, expected=wanted, found=period)
        yield period, reading.value(observation.get("OBS_VALUE"), place, f"{name} {period}", ("", "NaN"))
