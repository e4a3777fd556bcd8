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


def in_words(ends: Mapping[str, date | None]) -> str:
    """`holdings by country to 2025-11, no net purchases`, of tables and their newest periods; None: empty."""
    return ", ".join(_reach(WORDS.get(t, t.split(".")[1].replace("_", " ")), end) for t, end in sorted(ends.items()))


def _reach(word: str, end: date | None) -> str:
    return f"{word} to {end:%Y-%m}" if end else f"no {word}"
