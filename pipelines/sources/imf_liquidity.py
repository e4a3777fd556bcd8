"""IMF International Liquidity (IL): official gold in ounces and reserves in dollars, monthly, every country.

The successor of the reserves in International Financial Statistics. A month comes out six to eight weeks after its
end, late reporters later, and past months are revised in place. Values are ounces and dollars although the scale says
millions. Areas are ISO codes mixed with groups (G001 is the world), institutions and dead states: EZB is the European
Central Bank and ECB the Eastern Caribbean one, WBG is West Bank and Gaza, KOS is Kosovo. `imf_areas.csv` lists them;
a code that it does not list is refused. The world is not the sum of the countries. A sister file of the IMF had
Brazil a thousand times too large in 2026: such a month refuses the payload, and the last good one stays.
Gold at market value is published in SDRs only; in dollars it is reserves with gold at market less those without.
"""

from datetime import date
from itertools import product

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Expectation, Request, Requests
from pipelines.sources.families import imf

COLUMNS = [
    Column("country", "VARCHAR", "code", "Area of the IMF: ISO 3166 alpha-3 mostly; others are in imf_areas.csv."),
    Column(
        "indicator",
        "VARCHAR",
        "code",
        "RGV_REVS gold, TRGMV_REVS reserves with gold at market value, RXF11_REVS without gold.",
    ),
    Column("unit", "VARCHAR", "code", "FTO: fine troy ounces; USD: US dollars. Never millions."),
    Column("time_period", "VARCHAR", "YYYY-Mmm", "Month, at its end."),
    Column("value", "DOUBLE", "as `unit` says", "Reserves held; NULL where not reported."),
    *imf.PUBLISHED,
]
KEYS = [".RGV_REVS.FTO.M", ".TRGMV_REVS+RXF11_REVS.USD.M"]
URLS = [f"{imf.API}IMF.STA,IL/{key}?startPeriod=2000-01" for key in KEYS]
INDICATORS = ["RGV_REVS", "TRGMV_REVS", "RXF11_REVS"]
FLOW = imf.Flow("IL", "13", {"COUNTRY": (), "INDICATOR": INDICATORS, "UNIT": ("FTO", "USD"), "FREQUENCY": ("M",)})
AREAS = "read_csv('warehouse/reference/imf_areas.csv', header = true, all_varchar = true)"
# Nothing can be said without these; they report every month.
LARGEST = ("USA", "DEU", "ITA", "FRA", "CHN", "CHE", "IND", "JPN")
USA = "country = 'USA' and indicator = 'RGV_REVS' and value is not null"
MONTH = "12 * left(time_period, 4)::int + right(time_period, 2)::int"
TONNE = 32150.7466  # fine troy ounces


def requests(_: date) -> Requests:
    """Gold in ounces, then what is in dollars."""
    for url in URLS:
        yield Request(url)


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per area, indicator and month."""
    return imf.parse(bodies, FLOW, COLUMNS)


EXPECT: list[Expectation] = [
    arrival.known("every_area_is_in_imf_areas_csv", "country", f"select imf_code as country from {AREAS}"),
    arrival.all_there(
        "gold_and_reserves_of_the_largest_are_there",
        "country, indicator",
        product(LARGEST, ["RGV_REVS", "RXF11_REVS"]),
        of="payload where value is not null",
    ),
    arrival.no_gap(
        "month",
        "month",
        by="country, indicator",
        of="""(
          select *, strptime(time_period, '%Y-M%m') as month from payload
          where country in ('USA', 'DEU', 'JPN') and value is not null
        )""",
    ),
    arrival.groups(
        "the_united_states_report_the_newest_months",
        f"coalesce(max({MONTH}) - max({MONTH}) filter ({USA}) > 3, true)",
        newest="max(time_period)",
        newest_of_usa=f"max(time_period) filter ({USA})",
    ),
    arrival.newest(
        "gold_of_the_united_states_is_261_5_million_ounces",
        "value",
        "time_period",
        261.4e6,
        261.6e6,
        of="payload where country = 'USA' and indicator = 'RGV_REVS'",
    ),
    arrival.newest(
        "reserves_of_china_are_plausible",
        "value",
        "time_period",
        2e12,
        6e12,
        of="payload where country = 'CHN' and indicator = 'RXF11_REVS'",
    ),
    {
        "name": "no_country_holds_more_than_nine_thousand_tonnes",
        "no_rows": f"""
            select line, country, time_period, value / {TONNE} as tonnes
            from payload
            left join {AREAS} as areas on country = imf_code
            where
              indicator = 'RGV_REVS'
              and value not between 0 and {TONNE} * if(area_class = 'aggregate', 60000, 9000)""",
    },
    arrival.steps(
        "no_country_moves_a_thousand_tonnes_in_a_month",
        "abs(tonnes - before) > 1000",
        "time_period",
        "tonnes",
        by="country",
        of=f"""(
          select *, value / {TONNE} as tonnes from payload left join {AREAS} as areas on country = imf_code
          where indicator = 'RGV_REVS' and value is not null and area_class is distinct from 'aggregate'
        )""",
    ),
    {
        "name": "dollars_are_plausible",
        "no_rows": f"""
            select line, country, indicator, time_period, value
            from payload
            left join {AREAS} as areas on country = imf_code
            where unit = 'USD' and value not between -1e9 and if(area_class = 'aggregate', 3e13, 6e12)""",
    },
    # A slip of the unit is a thousandfold. Sales of nearly everything are not: they leave less, or were smaller.
    arrival.steps(
        "no_month_is_a_thousand_times_another",
        f"""greatest(value, before) > if(unit = 'FTO', 10 * {TONNE}, 1e9)
        and greatest(value / nullif(before, 0), before / nullif(value, 0)) between 500 and 2000""",
        "time_period",
        "value",
        by="country, indicator",
        of="payload where value is not null",
    ),
    arrival.groups(
        "gold_at_market_value_is_worth_a_price_of_gold",
        f"ounces > {TONNE} and usd_per_ounce not between 200 and 20000",
        "country, time_period",
        of=f"payload where country in {LARGEST}",
        ounces="max(value) filter (indicator = 'RGV_REVS')",
        usd_per_ounce="""(max(value) filter (indicator = 'TRGMV_REVS') - max(value) filter (indicator = 'RXF11_REVS'))
          / ounces""",
    ),
]
SOURCE = imf.source(
    name="imf_liquidity",
    title="International Liquidity: official gold and reserves by country",
    url=URLS[0],
    cadence="monthly",
    due_days=75,  # most countries have reported two months later
    key=["country", "indicator", "unit", "time_period"],
    columns=COLUMNS,
    parse=parse,
    expect=EXPECT,
    requests=requests,
)
