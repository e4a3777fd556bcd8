"""Daily Treasury par yield curve rates, from January 1990.

Bond-equivalent par yields in percent, from indicative bid quotes at about 15:30 in New York, published the same
evening; not revised. Tenors came and went: 1.5 months since 18 February 2025 (the header says `1.5 Month`), 4 months
since 2022, 2 months since 2018, 1 month since 2001, 20 years since October 1993. No 30-year was issued from 19 February
2002 to 8 February 2006: empty there. Bond holidays differ from those of the stock exchanges.
"""

from datetime import date

import pandas as pd

from pipelines.sources.families import treasury_curve

VALUE = "par_yield"
COLUMNS = treasury_curve.columns(VALUE, "Par yield.")
# The first day of each tenor.
TENORS = {
    "1 Mo": date(2001, 7, 31),
    "1.5 Month": date(2025, 2, 18),
    "2 Mo": date(2018, 10, 16),
    "3 Mo": date(1990, 1, 2),
    "4 Mo": date(2022, 10, 19),
    "6 Mo": date(1990, 1, 2),
    "1 Yr": date(1990, 1, 2),
    "2 Yr": date(1990, 1, 2),
    "3 Yr": date(1990, 1, 2),
    "5 Yr": date(1990, 1, 2),
    "7 Yr": date(1990, 1, 2),
    "10 Yr": date(1990, 1, 2),
    "20 Yr": date(1993, 10, 1),
    "30 Yr": date(1990, 1, 2),
}
NO_30_YEAR = "tenor = '30 Yr' and day >= '2002-02-15' and next_day <= '2006-02-09'"


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per day and tenor."""
    return treasury_curve.frame(bodies, TENORS, VALUE)


SOURCE = treasury_curve.source(
    name="treasury_par_curve",
    title="Daily Treasury Par Yield Curve Rates",
    columns=COLUMNS,
    parse=parse,
    requests=treasury_curve.years("daily_treasury_yield_curve", 1990),
    expect=[
        *treasury_curve.expect(VALUE, -1, 20, TENORS, NO_30_YEAR),
        {
            "name": "no_30_year_while_none_was_issued",
            "rows_where": "tenor = '30 Yr' and date between '2002-02-19' and '2006-02-08'",
        },
        # The lowest on record is 0.52.
        {"name": "ten_years_yield_something", "rows_where": "tenor = '10 Yr' and par_yield < 0.1"},
    ],
)
