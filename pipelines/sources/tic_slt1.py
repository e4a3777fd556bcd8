"""TIC Table 1: all long-term U.S. securities held by foreign residents, by type.

The same release, layout and units as Table 3. Besides countries it has rows for what kind of U.S.
issuer the securities come from ("Of Which: ..."); those have values for some types only. The
Treasury columns are those of Table 3. Net sales and valuation begin in 2023-02.
"""

import pandas as pd

from pipelines.sources.base import Column
from pipelines.sources.families import tic
from pipelines.sources.vintages import Calendar

KINDS = {
    "total": "all long-term U.S. securities",
    "treas": "Treasury bonds and notes",
    "agcy": "agency bonds",
    "corp": "corporate and other bonds",
    "eqty": "corporate equity, fund shares included",
}
MEASURES = {
    "pos": "Holdings of {}, at market value.",
    "net": "Net U.S. sales of {}: positive if foreigners bought; from 2023-02.",
    "valchg": "Change in the value of {} held; from 2023-02.",
}
COLUMNS = [
    Column("country", "VARCHAR", "label", "Country, region, total or kind of issuer, as published."),
    Column("country_code", "VARCHAR", "code", "TIC's own five-digit code."),
    Column("date", "VARCHAR", "YYYY-MM", "Month, at its end."),
] + [
    Column(f"for_lt_{kind}_{measure}", "DOUBLE", "USD mn", text.format(meaning))
    for kind, meaning in KINDS.items()
    for measure, text in MEASURES.items()
]
VALUES = [c.name for c in COLUMNS[3:]]
OF_WHICH = "country like 'Of Which:%' and country_code not in ('99990', '99991')"

# Kinds of issuer: the code of the whole, and those of its official and non-official holders.
ISSUERS = {n: [str(n + 1), str(n + 2)] for n in (82643, 82651, 82678, 82686, 84018, 89991)}


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per country code and month."""
    return tic.long_table(bodies[0], COLUMNS)


SOURCE = tic.source(
    name="tic_slt1",
    title="TIC Table 1: U.S. long-term securities held by foreign residents",
    url=tic.BASE + "slt_table1.txt",
    cadence="monthly",
    known_by=Calendar("tic"),
    key=["country_code", "date"],
    begins=[b"Table 1: U.S. Long-Term Securities Held by Foreign Residents"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        tic.KNOWN_CODES,
        *(
            {
                "name": f"{measure}_total_is_the_sum_of_the_types",
                "rows_where": f"not ({OF_WHICH}) and abs("
                + " + ".join(f"for_lt_{kind}_{measure}" for kind in list(KINDS)[1:])
                + f" - for_lt_total_{measure}) > 2",
            }
            for measure in MEASURES
        ),
        tic.adds_up("regions_add_up_to_all_countries", "69995", tic.REGIONS, [f for f in VALUES if "_treas_" in f], 3),
        # Of the other types some lies in no region, as published: USD 3 to 8 bn, and 29 bn in 2022-12.
        tic.adds_up("regions_and_unknown_add_up_to_all_countries", "69995", tic.REGIONS, VALUES, 50_000),
        tic.adds_up("countries_and_organizations_add_up_to_grand_total", "99996", ["69995", "79995"], VALUES, 1),
        tic.adds_up("official_and_non_official_add_up_to_grand_total", "99996", ["99990", "99991"], VALUES, 1),
        *(
            tic.adds_up(f"official_and_non_official_add_up_to_{whole}", str(whole), official_split, VALUES, 1)
            for whole, official_split in ISSUERS.items()
        ),
        tic.rows_of([*tic.TOTALS, "99990", "99991", *tic.LARGEST]),
        tic.MONTHS_RUN,
        tic.EVERY_CODE,
        tic.size("country_code = '99996'", "for_lt_total_pos", 1e7, 1e8),
    ],
)
