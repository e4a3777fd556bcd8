"""Values as the words of a sentence. Titles are made of these alone, never written by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
# Countries that take an article in a sentence.
THE = ("United", "Netherlands", "Philippines", "Cayman", "Bahamas", "Czech Republic", "British", "Marshall")


def usd(billions: float) -> str:
    """An amount in words, without its sign; of billions of dollars."""
    amount = abs(billions)
    if amount >= 999.5:
        return f"${amount / 1000:,.2f} trillion"
    return f"${amount:,.0f} billion" if amount >= 99.5 else f"${amount:,.1f} billion"


def percent(value: float, digits: int = 0) -> str:
    """A share in percent."""
    return f"{value:.{digits}f}%"


def points(value: float) -> str:
    """A difference of two shares, without its sign."""
    return f"{abs(value):.1f} percentage points"


def month(day: date) -> str:
    """A month: April 2026."""
    return f"{day:%B %Y}"


def full_day(day: date) -> str:
    """A day: 18 June 2026."""
    return f"{day.day} {day:%B %Y}"


def quarter(day: date) -> str:
    """A quarter: the first quarter of 2026."""
    return f"the {('first', 'second', 'third', 'fourth')[(day.month - 1) // 3]} quarter of {day.year}"


def the(country: str) -> str:
    """A country in a sentence: the United Kingdom, Japan."""
    return f"the {country}" if country.startswith(THE) else country


def first_word(sentence: str) -> str:
    """A sentence that begins with a capital."""
    return sentence[:1].upper() + sentence[1:]


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def more_or_less(change: float, more: str = "more", less: str = "less") -> str:
    """The word for the sign of a change."""
    return more if change > 0 else less


def plural(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 source, 8 sources."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def numeric(rows: Sequence[Mapping[str, object]]) -> set[str]:
    """The columns that hold numbers, which a table sets to the right."""
    return {name for row in rows for name, v in row.items() if isinstance(v, int | float) and not isinstance(v, bool)}


def cell(value: object, digits: int = 1) -> str:
    """A value as a table shows it: amounts to so many decimals, NULL as a dash."""
    if value is None:
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:z,.{digits}f}".replace("-", MINUS)
    return f"{value:,}" if isinstance(value, int) else str(value)
