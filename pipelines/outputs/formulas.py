"""Text that a spreadsheet would run as a formula, and how it is kept text."""

import re

# A lone sign is no formula. Python and DuckDB read this expression alike.
FORMULA = r"(?s)^[=+\-@\t\r]."


def is_formula(value: object) -> bool:
    """Would a spreadsheet run this text? Numbers are never run, negative ones included."""
    return isinstance(value, str) and re.match(FORMULA, value) is not None


def kept_text(value: object) -> object:
    """A cell of a CSV; an apostrophe, which a spreadsheet reads as "this is text", before what it would run."""
    return f"'{value}" if is_formula(value) else value


def kept_text_sql(column: str) -> str:
    """The same for a column of text, as an item of REPLACE."""
    return f"""if(regexp_matches("{column}", '{FORMULA}'), '''' || "{column}", "{column}") as "{column}\""""
