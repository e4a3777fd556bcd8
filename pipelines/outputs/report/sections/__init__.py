"""The sections that hold a chart, in the order of the page. A new one is a file here and its name below."""

from pipelines.outputs.report.section import Section
from pipelines.outputs.report.sections import (
    china,
    choice,
    concentration,
    debt_holders,
    denmark,
    dollar,
    flows,
    funding,
    gold,
    holders,
    lead,
    market,
    official,
    revisions,
)

SECTIONS: tuple[Section, ...] = tuple(
    module.SECTION
    for module in (
        choice, holders, flows, china, denmark, official, dollar, gold, funding, debt_holders, concentration, market,
        lead, revisions,
    )
)  # fmt: skip
