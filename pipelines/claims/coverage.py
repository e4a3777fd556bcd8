"""How far the data reach that a claim reads, in the words of the field."""

from collections.abc import Mapping
from datetime import date

WORDS = {
    "marts.currency_shares": "currency shares",
    "marts.custody_adjusted": "holdings adjusted for custody",
    "marts.debt_growth": "growth of the debt",
    "marts.flows": "flows of each holder",
    "marts.foreign_funding": "foreign shares of the debt",
    "marts.gold": "official gold",
    "marts.gold_prices": "gold prices",
    "marts.holders": "holdings by country",
    "marts.market_daily": "market prices by day",
    "marts.market_monthly": "market prices by month",
    "marts.official_private": "official holdings",
    "marts.purchases": "net purchases",
    "marts.real_yields": "real yields",
    "marts.regions": "holdings by region",
    "marts.totals": "total holdings",
    "marts.valuation_losses": "valuation by month",
}


def in_words(ends: Mapping[str, date | None], period: date | None) -> str:
    """What is held: tables that lack the period, else all of them, which then lack values within it.

    `ends` maps tables to the newest period of each; None: it holds nothing.
    """
    short = {table: end for table, end in ends.items() if end is None or (period and end < period)}
    said = ", ".join(_reach(table, end, short) for table, end in sorted((short or ends).items()))
    return said if short else ", ".join(filter(None, (said, "without some of the values asked for")))


def _reach(table: str, end: date | None, short: Mapping[str, date | None]) -> str:
    """One table: `no net purchases`, `official holdings only to 2024-12`."""
    word = WORDS.get(table, table.split(".")[1].replace("_", " "))
    return f"{word} {'only ' if table in short else ''}to {end:%Y-%m}" if end else f"no {word}"
