"""The surveys and Form S of TIC: the two files as published, rendered from figures in their layouts.

Columns that are not read hold `n.a.`, or on Form S a nought, as in the files.
"""

from collections.abc import Callable
from datetime import date

import pandas as pd

from pipelines.sources import tic_form_s, tic_shl

Bodies = dict[str, bytes]
TEN = [
    ("Total", "Total securities"), ("Long-term", "Equity"), ("Long-term", "Total long-term Debt"),
    ("Long-term", "Treasury Debt"), ("Long-term", "Agency debt"), ("Long-term", "Corporate debt"),
    ("Short-term", "Total short-term debt"), ("Short-term", "Treasury debt"), ("Short-term", "Agency debt"),
    ("Short-term", "Corporate debt"),
]  # fmt: skip
SIX = [("Total", "Total (1)"), *TEN[1:6]]
THREE = [("Long-term", "Total long-term securities (1)"), ("Long-term", "Equity"), ("Long-term", "Debt (3)")]
PLACES = {"long_term": 3, "short_term": 7, "long_term_debt": 2}


def crlf(rows: list[list[str]]) -> bytes:
    """Tab-separated lines; what holds a comma is quoted."""
    lines = ["\t".join(f'"{c}"' if "," in c else c for c in row) for row in rows]
    return "\r\n".join([*lines, ""]).encode()


def columns_of(survey: str) -> list[tuple[str, str]]:
    """Kind and name of each column of a survey."""
    return TEN if survey >= "2002" else SIX if survey >= "1994" else THREE


def survey_cells(row: pd.Series, survey: str) -> list[str]:
    """The figures of one holder in one survey."""
    cells = ["n.a."] * len(columns_of(survey))
    for name, place in PLACES.items():
        if place < len(cells) and not pd.isna(row[name]):
            cells[place] = str(int(row[name]))
        elif place < len(cells) and row.get(f"{name}_is_small", False):
            cells[place] = "*"
    return cells


def shl(frame: pd.DataFrame, _: date) -> Bodies:
    """Every survey beside the one before it, newest left, over one line a holder."""
    surveys = sorted(frame["date"].unique(), reverse=True)
    head = [(pd.Period(s).strftime("%b-%y"), *column) for s in surveys for column in columns_of(s)]
    days, kinds, names = (list(cells) for cells in zip(*head, strict=True))
    blank = [" ", *[""] * (len(head) + 1)]
    said = [
        "Foreign Holdings of U.S. Securities at the end of the period shown", " ", tic_shl.END,
        "Treasury International Capital System", "http://www.treasury.gov/",
        f"For release {frame['released_on'].iloc[0]:%B %d, %Y}", " ", " ",
    ]  # fmt: skip
    rows = [[text, *blank[1:]] for text in said]
    rows += [["", "", *days], ["", "Millions of dollars.", *kinds], ["Country code", "Countries and Regions", *names]]
    last = frame[frame["country_code"] == "99996"]
    for holder in (frame.drop(last.index), last):
        for (code, label), held in holder.groupby(["country_code", "country"], sort=False):
            by_survey = held.set_index("date")
            rows.append([code, label, *(c for s in surveys for c in survey_cells(by_survey.loc[s], s))])
    rows += [blank, [tic_shl.END, *blank[1:]], blank, ["Notes:", *blank[1:]]]
    return {tic_shl.SOURCE.url: crlf(rows)}


def stacked(text: str, place: int, head: list[list[str]]) -> None:
    """Write a heading into a column, its last words in the lines above the rule."""
    words = text.split(" ")
    words = [*words[:1], " ".join(words[1:-1]), *words[-1:]] if len(words) > 2 else words
    for i, word in enumerate(words):
        head[18 - len(words) + i][place] = word


def form_s(frame: pd.DataFrame, _: date) -> Bodies:
    """Nineteen lines of header, then a line a country and month, newest first."""
    head = [[""] * tic_form_s.WIDTH for _ in range(18)]
    head[0][0] = "U.S. Transactions with Foreigners in Long-term Domestic and Foreign Securities, by Type and Country "
    head[1][6] = "All amounts in millions of dollars."
    head[4][3], head[4][10] = (" " + side for side in tic_form_s.SIDES)
    for place, text in enumerate(tic_form_s.KEYS):
        stacked(text, place, head)
    for name, place in tic_form_s.VALUES.items():
        stacked(tic_form_s.HEADS[name], place, head)
    newest_first = frame.sort_values("date", ascending=False, kind="stable")
    newest_first = newest_first.assign(is_last=newest_first["country_code"] == "99996")
    rows = []
    for row in newest_first.sort_values(["is_last", "country_code"], kind="stable").itertuples():
        cells = [str(row.country), str(row.country_code), str(row.date), *["0"] * 12]
        for name, place in tic_form_s.VALUES.items():
            cells[place] = f"{int(getattr(row, name)):,}"
        rows.append(cells)
    return {tic_form_s.SOURCE.url: crlf([*head, [" ----------"] * tic_form_s.WIDTH, *rows])}


RENDER: dict[str, Callable[[pd.DataFrame, date], Bodies]] = {"tic_shl": shl, "tic_form_s": form_s}
