"""Titles of the report, made of rows worked by hand, and colours that can be read."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.database import records
from pipelines.outputs.report import countries, text
from pipelines.outputs.report.claims import VERDICTS, reasons
from pipelines.outputs.report.colours import COLOURS
from pipelines.outputs.report.draw import NARROW, WIDE
from pipelines.outputs.report.kept import FOLDER, Kept
from pipelines.outputs.report.sections import (
    china,
    concentration,
    debt_holders,
    denmark,
    dollar,
    flows,
    funding,
    gold,
    holders,
    lead,
    market,
    official,
    revisions,
)
from pipelines.outputs.report.svg import drawn

APRIL = date(2026, 4, 30)


@pytest.mark.parametrize(
    ("billions", "said"),
    [(9352.646, "$9.35 trillion"), (999.5, "$1.00 trillion"), (999.4, "$999 billion"), (651.072, "$651 billion"),
     (-92.488, "$92.5 billion"), (9.54, "$9.5 billion")],
)  # fmt: skip
def test_amounts_are_said_without_their_sign(billions: float, said: str) -> None:
    assert text.usd(billions) == said


def test_days_and_countries_as_in_a_sentence() -> None:
    assert text.full_day(date(2026, 6, 8)) == "8 June 2026"
    assert text.quarter(date(2026, 3, 31)) == "the first quarter of 2026"
    assert text.the("United Kingdom") == "the United Kingdom" and text.the("Japan") == "Japan"
    assert text.listed(["China", "India"]) == "China and India"
    assert text.plural(1, "source") == "1 source" and text.plural(3127, "value") == "3,127 values"


def test_cells_round_and_show_what_is_not_known() -> None:
    cells = [text.cell(v) for v in (None, True, 3, 1234.56, -0.25, -0.04)]
    assert cells == ["\u2013", "yes", "3", "1,234.6", "\u22120.2", "0.0"]


def test_the_largest_holder_and_the_weight_of_three() -> None:
    shares = [("Japan", 1210.0, 12.9), ("United Kingdom", 938.0, 10.0), ("China", 651.0, 7.0)]
    rows = [{"country": c, "holdings_usd_bn": v, "share_of_foreign_pct": s, "month": APRIL} for c, v, s in shares]
    said = "Japan held most in April 2026, $1.21 trillion; the three largest hold 30% of all foreign holdings"
    assert holders.title(rows) == said  # 12.9 + 10.0 + 7.0 = 29.9


def test_the_largest_seller_is_named_only_if_somebody_sold() -> None:
    rows = [
        {"country": c, "purchases_usd_bn": v, "month": APRIL} for c, v in (("China", -78.3), ("United Kingdom", 191.4))
    ]
    assert flows.title(rows) == (
        "In the year to April 2026, China sold $78.3 billion more bonds than it bought;"
        " the United Kingdom bought $191 billion net"
    )
    assert flows.title(rows[1:]).startswith("In the year to April 2026 no country sold more than it bought; the United")


def test_china_against_its_peak_with_and_without_belgium() -> None:
    rows = [
        {"month": date(2013, 11, 30), "china_usd_bn": 1316.7, "with_belgium_usd_bn": 1517.2},
        {"month": APRIL, "china_usd_bn": 651.1, "with_belgium_usd_bn": 1111.0},
    ]  # 1316.7 - 651.1 = 665.6; 1517.2 - 1111.0 = 406.2
    assert china.title(rows) == (
        "China reports $651 billion, $666 billion less than in November 2013; with Belgium counted in, $406 billion less"
    )


def test_the_year_of_a_country_names_what_its_change_was_made_of() -> None:
    parts = {"purchases_usd_bn": -78.3, "valuation_usd_bn": 17.9, "other_usd_bn": 6.1, "bills_usd_bn": -38.2}
    assert countries.year(parts) == (
        "Over twelve months it sold $78.3 billion of bonds and notes net; prices added $17.9 billion, "
        "custody and other changes added $6.1 billion and bills subtracted $38.2 billion."
    )
    bought = {"purchases_usd_bn": 2.0, "valuation_usd_bn": 0.04, "other_usd_bn": -0.04, "bills_usd_bn": 0.0}
    assert countries.year(bought) == "Over twelve months it bought $2.0 billion of bonds and notes net."
    assert countries.year({**parts, "purchases_usd_bn": None}) is None


def test_the_parts_of_the_year_add_up_to_its_change(published: duckdb.DuckDBPyConnection) -> None:
    """China in the embedded data: -78.3 + 17.9 + 6.1 - 38.2 = -92.5."""
    rows = {row["holder_id"]: row for row in records(published, countries.HOLDERS)}
    parts = ["purchases_usd_bn", "valuation_usd_bn", "other_usd_bn", "bills_usd_bn"]
    assert [round(rows["CHN"][part], 1) for part in parts] == [-78.3, 17.9, 6.1, -38.2]
    known = [row for row in rows.values() if row["purchases_usd_bn"] is not None]
    off = [r["holder_id"] for r in known if abs(sum(r[p] for p in parts) - r["change_12m_usd_bn"]) > 0.01]
    assert len(known) > 20 and off == []


def test_a_record_low_is_said_of_the_lowest_month_alone() -> None:
    peak = {"below_peak_pct": 60.0, "peak_month": date(2016, 4, 30)}
    low, now = ({"month": m, "holdings_usd_bn": v, **peak} for m, v in ((date(2025, 10, 31), 9.13), (APRIL, 9.54)))
    start = "Denmark held $9.5 billion in April 2026, 60% below April 2016"
    assert denmark.title([low, now]) == f"{start} but $0.4 billion above the low of October 2025"
    assert denmark.title([now]) == f"{start}: the least of the series"


def test_shares_say_whether_they_rose_or_fell() -> None:
    rows = [{"month": d, "official_share_pct": s} for d, s in ((date(2011, 12, 31), 72.3), (APRIL, 41.8))]
    said = "Central banks and governments hold 42% of foreign holdings, down from 72% in December 2011"
    assert official.title(rows) == said and " up from 42% in April 2026" in official.title(rows[::-1])
    shares = [{"month": d, "foreign_share_of_public_pct": s} for d, s in ((date(2008, 4, 30), 49.4), (APRIL, 29.9))]
    assert funding.title(shares).endswith("hold 30% of the debt held by the public, down from 49% in April 2008")


def test_the_dollar_against_ten_years_before() -> None:
    rows = [
        {"quarter": date(y, 3, 31), "share_pct": p, "share_constant_fx_pct": c}
        for y, p, c in ((2016, 64.0, 64.3), (2026, 57.1, 56.0))
    ]
    assert dollar.title(rows) == (
        "At constant exchange rates the dollar's share is 56.0%, 8.3 percentage points lower than in"
        " the first quarter of 2016; as published it is 57.1%"
    )


def test_gold_names_buyers_only() -> None:
    rows = [
        {"country": c, "added_tonnes": t, "since": date(2023, 12, 31)}
        for c, t in (("Poland", 222.95), ("China", 78.1), ("Russia", -28.0))
    ]
    assert gold.title(rows) == "Poland added most gold since December 2023, 223 tonnes; China follows"
    assert gold.title(rows[2:]) == "No country added gold since December 2023"


def test_a_correlation_whose_interval_holds_zero_is_no_link() -> None:
    row: dict[str, Any] = {"correlation": -0.17, "correlation_low": -0.46, "correlation_high": 0.15, "months": 39}
    assert market.title([row]).startswith(
        "No clear link between foreign purchases and yields: a correlation of \u22120.17"
    )
    assert market.title([{**row, "correlation_high": -0.02}]).startswith(
        "Yields fell in months of larger foreign purchases"
    )


def test_concentration_and_revisions() -> None:
    row = {"month": APRIL, "holders_low": 18.6, "holders_high": 20.4, "merged_holders_low": 7.7}
    said = "as concentrated as 19 to 20 equal holders; as 8 if the six custody centres were one"
    assert concentration.title([row]).endswith(said)
    change = {
        "country": "China",
        "month": date(2025, 7, 31),
        "first_usd_bn": 730.7,
        "latest_usd_bn": 695.6,
        "revision_usd_bn": -35.1,
    }
    assert revisions.title([change]) == (
        "China's holdings of July 2025 were revised down by $35.1 billion, from $731 billion to $696 billion"
    )


def test_a_claim_gives_both_sides_or_the_one_reason_that_it_has() -> None:
    claim = {"reason_for": "It fell.", "reason_against": "It rose.", "reason_open": None, "reason_first": "It fell."}
    assert reasons(claim) == [("\u2713", "It fell."), ("\u2715", "It rose.")]
    assert reasons({**claim, "reason_against": None}) == [("", "It fell.")]
    assert reasons({**dict.fromkeys(claim), "reason_first": "Not available."}) == [("", "Not available.")]


def test_charts_of_what_is_not_embedded_are_drawn(tmp_path: Path) -> None:
    kinds = [("foreigners", 9348.7, 29.7, 294.5), ("federal reserve", 4200.0, 13.4, -60.0)]
    names = ("debt_holder", "held_usd_bn", "held_share_of_public_pct", "held_change_1y_usd_bn")
    rows = [dict(zip(names, kind, strict=True), quarter=date(2026, 3, 31)) for kind in kinds]
    said = "In the first quarter of 2026 foreigners held most, 30%; foreigners added $294 billion in a year"
    assert debt_holders.title(rows) == said
    assert "federal reserve" in drawn(debt_holders.chart(rows).draw(WIDE), Kept(tmp_path, tmp_path)).inside
    pairs = [{"pair": "us10y \u2192 vix", "correlation": -0.21, "lag_days": 1, "q_value": 0.01}]
    pairs += [{"pair": "us10y \u2192 btc", "correlation": 0.05, "lag_days": 2, "q_value": 0.6}]
    assert lead.title(pairs) == (
        "In 1 of 2 pairs one market leads the other beyond chance, the strongest in us10y \u2192 vix"
    )
    assert "us10y" in drawn(lead.chart(pairs).draw(NARROW), Kept(tmp_path, tmp_path)).inside


@pytest.mark.promise("readers.drawn_once")
def test_a_picture_is_drawn_again_only_if_it_changed_or_was_damaged(tmp_path: Path) -> None:
    nights = [tmp_path / name for name in ("first", "second", "third")]
    for night in nights:
        night.mkdir()
    first, second = Kept(nights[0], tmp_path / "none"), Kept(nights[1], nights[0])
    assert (first.get("a", lambda: b"A"), first.get("b", lambda: b"B")) == (b"A", b"B")
    assert second.get("a", lambda: b"drawn again") == b"A"
    assert second.get("c", lambda: b"C") == b"C"
    [kept] = {p.name for p in (nights[0] / FOLDER).iterdir()} & {p.name for p in (nights[1] / FOLDER).iterdir()}
    assert len([*(nights[1] / FOLDER).iterdir()]) == 2  # b was not asked for, and is dropped
    whole = (nights[1] / FOLDER / kept).read_bytes()
    for damaged in (whole[:-1] + b"x", whole[:-1], b""):
        (nights[1] / FOLDER / kept).write_bytes(damaged)
        assert Kept(nights[2], nights[1]).get("a", lambda: b"drawn again") == b"drawn again"


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2, from 1 to 21."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_and_bars_can_be_read_on_white_and_in_the_dark() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    words = {"ink", "mute", "link", "accent"} | {v.colour for v in VERDICTS.values()}
    bars = {"blue", "red", "teal", "amber", "grey", "violet", "axis"}
    for theme, ground in product((0, 1), ("bg", "card")):
        behind = COLOURS[ground][theme]
        assert min(contrast(COLOURS[name][theme], behind) for name in words) >= 4.5
    for theme in (0, 1):
        found = {name: contrast(COLOURS[name][theme], COLOURS["bg"][theme]) for name in bars}
        assert {name: c for name, c in found.items() if c < 3 and name != "axis"} == {}
