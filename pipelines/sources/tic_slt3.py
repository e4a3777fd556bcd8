"""TIC Table 3: Treasury securities held by foreign residents, every reported country.

Released mid-month at 16:00 New York, about six weeks after the month's end; each release revises
the months before it. Positions are at market value (bills at face value), by the residence of the
custodian's client: Belgium, Luxembourg, the Cayman Islands, Ireland, Switzerland and the United
Kingdom hold for others. Net sales and valuation of long-term securities begin in 2023-02, when
Form SLT took over from Form S; positions have no break there. Sixteen countries have long-term
values only: their total is not known, and is not long-term plus nothing.
`net` is counted from the U.S. side: positive means that foreigners bought.
"""

import pandas as pd

from pipelines.sources.base import Column
from pipelines.sources.families import tic
from pipelines.sources.vintages import Calendar

MN = "USD mn"
COLUMNS = [
    Column("country", "VARCHAR", "label", "Country, region or total, as published."),
    Column("country_code", "VARCHAR", "code", "TIC's own five-digit code."),
    Column("date", "VARCHAR", "YYYY-MM", "Month, at its end."),
    Column("for_treas_pos", "DOUBLE", MN, "Treasury securities held, long-term plus bills."),
    Column("for_treas_net", "DOUBLE", MN, "Net U.S. sales to foreigners: positive if they bought."),
    Column("for_lt_treas_pos", "DOUBLE", MN, "Bonds and notes held, at market value."),
    Column("for_lt_treas_net", "DOUBLE", MN, "Net U.S. sales of bonds and notes; from 2023-02."),
    Column("for_lt_treas_valchg", "DOUBLE", MN, "Change in the value of bonds and notes held; from 2023-02."),
    Column("for_st_treas_pos", "DOUBLE", MN, "Bills held, at face value."),
    Column("for_st_treas_net", "DOUBLE", MN, "Change in bills held since the month before."),
]
VALUES = [c.name for c in COLUMNS[3:]]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per country code and month."""
    return tic.long_table(bodies[0], COLUMNS)


SOURCE = tic.source(
    name="tic_slt3",
    title="TIC Table 3: U.S. Treasury securities held by foreign residents",
    url=tic.BASE + "slt_table3.txt",
    cadence="monthly",
    known_by=Calendar("tic"),
    key=["country_code", "date"],
    begins=[b"Table 3: U.S. Treasury Securities Held by Foreign Residents"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        tic.KNOWN_CODES,
        tic.rows_of([*tic.TOTALS, "99990", "99991", *tic.LARGEST]),
        tic.MONTHS_RUN,
        {
            "name": "total_is_long_term_plus_bills",
            "rows_where": "coalesce(abs(for_lt_treas_pos + for_st_treas_pos - for_treas_pos) > 1,"
            " for_lt_treas_pos is null or (for_st_treas_pos is null) <> (for_treas_pos is null))",
        },
        {
            "name": "net_is_long_term_plus_bills",
            "rows_where": "abs(for_lt_treas_net + for_st_treas_net - for_treas_net) > 1",
        },
        {
            "name": "flows_and_valuation_from_2023_02_on",
            "rows_where": "(for_lt_treas_net is null) <> (date < '2023-02')"
            " or (for_lt_treas_valchg is null) <> (date < '2023-02')",
        },
        {
            "name": "net_of_bills_is_the_change_in_bills",
            "no_rows": """
                select line, country, date, for_st_treas_net,
                  for_st_treas_pos - lag(for_st_treas_pos) over (partition by country_code order by date) as change
                from payload
                qualify abs(for_st_treas_net - change) > 1""",
        },
        tic.adds_up("regions_add_up_to_all_countries", "69995", tic.REGIONS, VALUES, 3),
        tic.adds_up("countries_and_organizations_add_up_to_grand_total", "99996", ["69995", "79995"], VALUES, 1),
        tic.adds_up("official_and_non_official_add_up_to_grand_total", "99996", ["99990", "99991"], VALUES, 1),
        {
            # The largest seen, Turkey's sales of March 2026, stay 25 % below this bound.
            "name": "no_flow_exceeds_holdings",
            "no_rows": """
                select line, country, date, for_lt_treas_net, for_lt_treas_valchg, for_lt_treas_pos
                from payload
                qualify
                  greatest(abs(for_lt_treas_net), abs(for_lt_treas_valchg)) > 10000 + 0.5 * greatest(
                    for_lt_treas_pos, lag(for_lt_treas_pos) over (partition by country_code order by date)
                  )""",
        },
        tic.EVERY_CODE,
        tic.size("country_code = '99996'", "for_treas_pos", 5e6, 3e7),
    ],
)
