"""The day of an observation, whatever form its source gives a period."""

import re

import pandas as pd

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused

PERIODS = {r"(\d{4}-\d{2})": "M", r"(\d{4})-M(\d{2})": "M", r"(\d{4})-?(Q[1-4])": "Q", r"(\d{4})": "Y"}


def observed(frame: pd.DataFrame, source: Source) -> "pd.Series[pd.Timestamp]":
    """The day of each row: a date as it is; a month, quarter or year at its end."""
    names = frame[source.period]
    ends = {name: _end(str(name)) for name in names.unique()} if names.dtype.kind not in "Mm" else None
    return pd.to_datetime(names.map(ends) if ends else names)


def begun(frame: pd.DataFrame, source: Source) -> "pd.Series[pd.Timestamp]":
    """The first day of the period of each row."""
    names = frame[source.period].astype(str)
    return pd.to_datetime(names.map({name: _period(name).start_time for name in names.unique()}))


def _end(name: str) -> pd.Timestamp:
    return _period(name).end_time.normalize()


def _period(name: str) -> pd.Period:
    for form, frequency in PERIODS.items():
        if match := re.fullmatch(form, name):
            return pd.Period("-".join(match.groups()), freq=frequency)
    if not (day := pd.Timestamp(name)) == day:  # NaT, of an empty name
        raise Refused("a period", expected="a month, a quarter, a year or a day", found=name)
    return day.to_period("D")
