"""IMF COFER: the currency composition of official foreign exchange reserves, world, quarterly.

A quarter comes out about three months after its end, and the last quarters are revised. Since the release of 2025-Q3
(December 2025) shares are of all reserves, with the IMF's estimates of what is not reported, back to 2000-Q1: nothing
is unallocated any more. 1999 is still by the old method, of which `imf_cofer_allocated` keeps the last release; the
two are never spliced. The Australian and Canadian dollars begin in 2012-Q4 and the renminbi in 2016-Q4; before, they
are in the other currencies. Gold, SDRs and positions in the IMF are not counted. Values are dollars, although the
scale says millions. The API sends annual series and two groups of countries along: only the quarters of the world stay.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Expectation
from pipelines.sources.families import imf

KEY = [
    Column("indicator", "VARCHAR", "code", "AFXRA allocated, UFXRA unallocated, TFXRA total, TFXRA_IMP imputed part."),
    Column("fxr_currency", "VARCHAR", "code", "Currency of the claims: CI_USD and so on; CI_OTHC others, CI_T total."),
    Column("transformation", "VARCHAR", "code", "NV_USD nominal value, SHRO_PT share."),
    Column("time_period", "VARCHAR", "YYYY-Qq", "Quarter, at its end."),
    Column("value", "DOUBLE", "USD or %", "Claims in dollars, never millions, or their share in percent."),
]
COLUMNS = [*KEY, *imf.PUBLISHED]
DIMENSIONS = {
    "COUNTRY": ("G001",), "INDICATOR": (), "FXR_CURRENCY": (), "TYPE_OF_TRANSFORMATION": (), "FREQUENCY": ("Q",),
}  # fmt: skip
FLOW = imf.Flow("COFER", "7", DIMENSIONS)


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per indicator, currency, transformation and quarter of the world."""
    return imf.parse(bodies, FLOW, COLUMNS)


# Arrival checks of both methods.
COMPLETE: Expectation = {
    "name": "every_currency_is_there_in_every_quarter",
    "no_rows": """
        select quarters.time_period, fxr_currency as missing, transformation
        from (
          select n // 4 || '-Q' || n % 4 + 1 as time_period
          from (
            select unnest(range(min(n), max(n) + 1)) as n
            from (select 4 * left(time_period, 4)::int + right(time_period, 1)::int - 1 as n from payload)
          )
        ) as quarters
        cross join (
          values ('CI_USD', ''), ('CI_EUR', ''), ('CI_JPY', ''), ('CI_GBP', ''), ('CI_CHF', ''), ('CI_OTHC', ''),
          ('CI_T', ''), ('CI_AUD', '2012-Q4'), ('CI_CAD', '2012-Q4'), ('CI_CNY', '2016-Q4')
        ) as currencies (fxr_currency, since)
        cross join (values ('NV_USD'), ('SHRO_PT')) as kinds (transformation)
        anti join (from payload where indicator = 'AFXRA' and value is not null)
          using (time_period, fxr_currency, transformation)
        where quarters.time_period >= since""",
}
SHARES_SUM = arrival.groups(
    "shares_of_the_currencies_sum_to_100",
    "abs(shares - 100) > 0.5",
    "time_period",
    of="payload where indicator = 'AFXRA' and transformation = 'SHRO_PT' and fxr_currency <> 'CI_T'",
    shares="sum(value)",
)
SHARE_IS_PART: Expectation = {
    "name": "a_share_is_the_claims_over_their_total",
    "no_rows": """
        with
        claims as (from payload where indicator = 'AFXRA' and transformation = 'NV_USD'),
        shares as (from payload where indicator = 'AFXRA' and transformation = 'SHRO_PT'),
        totals as (select time_period, value as total from claims where fxr_currency = 'CI_T')
        select time_period, fxr_currency, shares.value as share, 100 * claims.value / total as computed
        from claims
        join shares using (time_period, fxr_currency)
        join totals using (time_period)
        where fxr_currency <> 'CI_T' and abs(share - computed) > 0.01""",
}
ADDS_UP = arrival.groups(
    "the_total_is_allocated_plus_unallocated",
    "coalesce(abs(allocated + unallocated - total) > 0.001 * total, true)",
    "time_period",
    of="payload where transformation = 'NV_USD' and fxr_currency = 'CI_T'",
    total="sum(value) filter (indicator = 'TFXRA')",
    allocated="sum(value) filter (indicator = 'AFXRA')",
    unallocated="coalesce(sum(value) filter (indicator = 'UFXRA'), 0)",
)
WORLD: Expectation = {
    "name": "the_world_total_is_plausible",
    "no_rows": """
        select time_period, value as usd, max(time_period) over () as newest
        from payload
        where indicator = 'TFXRA' and transformation = 'NV_USD'
        qualify coalesce(value not between if(time_period = newest, 10e12, 1e12) and 40e12, true)""",
}
DOLLAR: Expectation = {
    "name": "usd_share_between_40_and_80_pct",
    "rows_where": "indicator = 'AFXRA' and transformation = 'SHRO_PT' and fxr_currency = 'CI_USD'"
    " and value not between 40 and 80",
}
PERCENT: Expectation = {
    "name": "a_share_is_between_0_and_100",
    "rows_where": "transformation = 'SHRO_PT' and value not between 0 and 100.0001",
}
BOTH_METHODS = [COMPLETE, SHARES_SUM, SHARE_IS_PART, ADDS_UP, WORLD, DOLLAR, PERCENT]
SOURCE = imf.source(
    name="imf_cofer",
    title="COFER: currency composition of official foreign exchange reserves",
    url=f"{imf.API}IMF.STA,COFER/?startPeriod=1999&dimensionAtObservation=TIME_PERIOD",
    cadence="quarterly",
    due_days=95,  # released at the end of the next quarter
    key=["indicator", "fxr_currency", "transformation", "time_period"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        *BOTH_METHODS,
        {
            "name": "shares_are_of_all_reserves_by_the_method_of_2025_q3",
            "no_rows": """
                select
                  time_period, indicator, value,
                  'the old method, by which a part is unallocated: ingest it as imf_cofer_allocated' as found
                from payload
                where time_period >= '2000' and fxr_currency = 'CI_T' and case
                  when indicator = 'UFXRA' then value <> 0
                  when indicator = 'AFXRA' and transformation = 'SHRO_PT' then abs(value - 100) > 0.01
                end""",
        },
    ],
)
