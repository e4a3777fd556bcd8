"""IMF International Liquidity (IL): official gold in ounces and reserves in dollars, monthly, every country.

The successor of the reserves in International Financial Statistics. A month comes out six to eight weeks after its
end, late reporters later, and past months are revised in place. Values are ounces and dollars although the scale says
millions. Areas are ISO codes mixed with groups (G001 is the world), institutions and dead states: EZB is the European
Central Bank and ECB the Eastern Caribbean one, WBG is West Bank and Gaza, KOS is Kosovo. `imf_areas.csv` lists them;
a code that it does not list is refused. The world is not the sum of the countries. A sister file of the IMF had
Brazil a thousand times too large in 2026: such a month refuses the payload, and the last good one stays.
Gold at market value is published in SDRs only; in dollars it is reserves with gold at market less those without.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from pipelines.sources.base import Column, Expectation, Request, Requests, Source
from pipelines.sources.families import imf
from pipelines.sources.vintages import Stated

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
LARGEST = ["USA", "DEU", "ITA", "FRA", "CHN", "CHE", "IND", "JPN"]
MONTH = "12 * left(time_period, 4)::int + right(time_period, 2)::int"
TONNE = 32150.7466  # fine troy ounces


def requests(_: date) -> Requests:
    """Gold in ounces, then what is in dollars."""
    for url in URLS:
        yield Request(url)


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per area, indicator and month."""
    return imf.parse(bodies, FLOW, COLUMNS)


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(f"'{v}'" for v in values) + "]"


EXPECT: list[Expectation] = [
    {
        "name": "every_area_is_in_imf_areas_csv",
        "no_rows": f"""
            select country as not_in_imf_areas_csv, count(*) as n
            from payload
            anti join {AREAS} as areas on country = imf_code
            group by country""",
    },
    {
        "name": "gold_and_reserves_of_the_largest_are_there",
        "no_rows": f"""
            select country as missing, indicator
            from (select unnest({_list(LARGEST)}) as country)
            cross join (select unnest(['RGV_REVS', 'RXF11_REVS']) as indicator)
            anti join (from payload where value is not null) using (country, indicator)""",
    },
    {
        "name": "no_month_is_missing_inside",
        "no_rows": f"""
            select country, indicator, min(time_period) as first, max(time_period) as newest, count(*) as months
            from payload
            where country in ('USA', 'DEU', 'JPN') and value is not null
            group by country, indicator
            having count(distinct time_period) <> max({MONTH}) - min({MONTH}) + 1""",
    },
    {
        "name": "the_united_states_report_the_newest_months",
        "no_rows": f"""
            select max(time_period) filter (country = 'USA' and indicator = 'RGV_REVS') as newest_of_usa
            from payload
            having coalesce(
              max({MONTH}) - max({MONTH}) filter (country = 'USA' and indicator = 'RGV_REVS' and value is not null) > 3,
              true
            )""",
    },
    {
        "name": "gold_of_the_united_states_is_261_5_million_ounces",
        "no_rows": """
            select arg_max(value, time_period) as fine_troy_ounces
            from payload
            where country = 'USA' and indicator = 'RGV_REVS'
            having coalesce(fine_troy_ounces not between 261.4e6 and 261.6e6, true)""",
    },
    {
        "name": "reserves_of_china_are_of_the_known_size",
        "no_rows": """
            select arg_max(value, time_period) as usd
            from payload
            where country = 'CHN' and indicator = 'RXF11_REVS'
            having coalesce(usd not between 2e12 and 6e12, true)""",
    },
    {
        "name": "no_country_holds_more_than_nine_thousand_tonnes",
        "no_rows": f"""
            select country, time_period, value / {TONNE} as tonnes
            from payload
            left join {AREAS} as areas on country = imf_code
            where
              indicator = 'RGV_REVS'
              and value not between 0 and {TONNE} * if(area_class = 'aggregate', 60000, 9000)""",
    },
    {
        "name": "no_country_moves_a_thousand_tonnes_in_a_month",
        "no_rows": f"""
            select country, time_period, before / {TONNE} as tonnes_before, value / {TONNE} as tonnes
            from (
              select *, lag(value) over (partition by country order by time_period) as before
              from payload where indicator = 'RGV_REVS' and value is not null
            )
            left join {AREAS} as areas on country = imf_code
            where area_class is distinct from 'aggregate' and abs(value - before) > 1000 * {TONNE}""",
    },
    {
        "name": "dollars_are_of_a_known_size",
        "no_rows": f"""
            select country, indicator, time_period, value
            from payload
            left join {AREAS} as areas on country = imf_code
            where unit = 'USD' and value not between -1e9 and if(area_class = 'aggregate', 3e13, 6e12)""",
    },
    {
        # A slip of the unit is a thousandfold. Sales of nearly everything are not: they leave less, or were smaller.
        "name": "no_month_is_a_thousand_times_another",
        "no_rows": f"""
            select country, indicator, time_period, before, value
            from (
              select *, lag(value) over (partition by country, indicator order by time_period) as before
              from payload where value is not null
            )
            where
              greatest(value, before) > if(unit = 'FTO', 10 * {TONNE}, 1e9)
              and greatest(value / nullif(before, 0), before / nullif(value, 0)) between 500 and 2000""",
    },
    {
        "name": "gold_at_market_value_is_worth_a_price_of_gold",
        "no_rows": f"""
            select
              country, time_period, max(value) filter (indicator = 'RGV_REVS') as ounces,
              (max(value) filter (indicator = 'TRGMV_REVS') - max(value) filter (indicator = 'RXF11_REVS')) / ounces
                as usd_per_ounce
            from payload
            where country in (select unnest({_list(LARGEST)}))
            group by country, time_period
            having ounces > {TONNE} and usd_per_ounce not between 200 and 20000""",
    },
]
SOURCE = Source(
    name="imf_liquidity",
    title="International Liquidity: official gold and reserves by country",
    publisher=imf.PUBLISHER,
    url=URLS[0],
    licence=imf.LICENCE,
    cadence="monthly",
    due_days=75,  # most countries have reported two months later
    known_by=Stated("published_on"),
    period="time_period",
    key=["country", "indicator", "unit", "time_period"],
    begins=imf.BEGINS,
    columns=COLUMNS,
    parse=parse,
    expect=EXPECT,
    requests=requests,
    volatile=imf.VOLATILE,
    pause_s=1.0,
    time_s=120.0,
)
