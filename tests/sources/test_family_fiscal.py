"""The data sets of Fiscal Data: pages, the envelope, records and figures of each."""

import json
from datetime import date
from typing import Any

import pytest

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests.conftest import DATA, real
from tests.sources.fiscal import (
    DATASETS,
    GOLD,
    INTEREST,
    MSPD,
    PENNY,
    RATES,
    judged,
    one_page,
    page,
    plan,
    read,
    records,
    recounted,
    same,
    with_value,
)

each_dataset = pytest.mark.parametrize("source", DATASETS, ids=lambda s: s.name)


@each_dataset
def test_only_the_named_fields_are_asked_for_in_an_order_without_ties(source: Source) -> None:
    [request] = plan(source, date(2026, 8, 22))
    names = ",".join(c.name for c in source.columns)
    assert request.url == (
        f"{source.url}?fields={names}&sort={','.join(source.key)}&page%5Bnumber%5D=1&page%5Bsize%5D=10000"
    )
    assert source.key[0] == source.period and request.final_from is None


@each_dataset
@pytest.mark.promise("parsers.another_file")
def test_an_error_is_refused_in_its_own_words(source: Source) -> None:
    body = b'{"error":"Invalid Query Param","message":"Invalid query parameter \'filtr\' with value \'x\'."}'
    with pytest.raises(Refused, match=r"the request; expected data; found .*Invalid Query Param: Invalid query"):
        source.read([body])


@each_dataset
def test_no_rows_at_all_are_refused(source: Source) -> None:
    with pytest.raises(Refused, match="the data; expected rows; found 'an empty list'"):
        source.read([recounted(source, [])])


@each_dataset
@pytest.mark.promise("parsers.layout")
def test_a_record_without_a_field_is_refused(source: Source) -> None:
    name = source.columns[1].name
    with pytest.raises(Refused, match=rf"a record of the data in record \d+ of page 1, column {name}"):
        source.read([page(source, lambda d: d["data"][0].pop(name))])


@each_dataset
@pytest.mark.parametrize("value", [1234.5, "", "N/A", "1,234.50", "1e5", "NaN", "-", ".", True, ["1"]])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_figure_is_refused(source: Source, value: Any) -> None:
    name = source.columns[-1].name
    with pytest.raises(Refused, match=rf"a value in record \d+ of page 1, column {name}"):
        source.read([page(source, lambda d: d["data"][0].update({name: value}))])


@each_dataset
@pytest.mark.parametrize(
    "body",
    [b'{"data":{}}', b'{"data":[],"meta":{}}', b'{"data":[7],"meta":{"count":1,"total-count":1,"total-pages":1}}'],
)
@pytest.mark.promise("parsers.layout")
def test_another_envelope_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused):
        source.read([body])


@each_dataset
@pytest.mark.promise("parsers.repeats")
def test_a_repeated_record_is_dropped_a_contradicting_one_is_refused(source: Source) -> None:
    found = records(source)
    same(source.read([recounted(source, [*found, found[0]])]), read(source), source)
    with pytest.raises(Refused, match=f"two different rows for {source.key[0]}"):
        source.read([recounted(source, [*found, found[0] | {source.columns[-1].name: "1.00"}])])


@each_dataset
@pytest.mark.promise("parsers.layout")
def test_the_order_of_records_and_fields_does_not_matter(source: Source) -> None:
    turned = [dict(reversed(r.items())) for r in reversed(records(source))]
    same(source.read([recounted(source, turned)]), read(source), source)


@pytest.mark.parametrize(
    ("source", "where", "factors"),
    [
        (PENNY, {"record_date": "2005-03-15"}, [1000, 0.001]),
        (INTEREST, {"record_date": "2026-07-31", "expense_type_desc": "Treasury Bills"}, [1000]),  # a part may be small
        (MSPD, {"record_date": "2026-08-31", "security_class_desc": "Bills"}, [1000, 0.001]),
        (MSPD, {"record_date": "2026-08-31", "security_type_desc": "Total Marketable"}, [1000, 0.001]),
        (MSPD, {"record_date": "2026-08-31", "security_type_desc": "Total Public Debt Outstanding"}, [1000, 0.001]),
        (MSPD, {"record_date": "2026-08-31", "security_class_desc": "Government Account Series"}, [1000]),
        (RATES, {"record_date": "2001-02-28", "security_desc": "Total Marketable"}, [1000, 0.001]),
        (RATES, {"record_date": "2001-02-28", "security_desc": "Treasury Notes"}, [1000]),
        (GOLD, {"record_date": "2026-06-30", "location_desc": "Denver, CO"}, [1000, 0.001]),
    ],
    ids=lambda v: getattr(v, "name", str(v)),
)
@pytest.mark.promise("parsers.units")
def test_a_figure_off_by_a_thousand_is_refused(source: Source, where: dict[str, str], factors: list[float]) -> None:
    name = "tot_pub_debt_out_amt" if source is PENNY else source.columns[-1].name
    value = float(next(r for r in records(source) if where.items() <= r.items())[name])
    for factor in factors:
        with pytest.raises(Refused, match="fails in"):
            judged(source, with_value(source, where, **{name: f"{value * factor:.6f}"}))


@each_dataset
@pytest.mark.parametrize("factor", [1000, 0.001, 1e-6])
@pytest.mark.promise("parsers.units")
def test_another_unit_in_the_whole_file_is_refused(source: Source, factor: float) -> None:
    found = records(source)
    for column in (c.name for c in source.columns if c.type == "DOUBLE"):
        for r in found:
            r[column] = r[column] if r[column] == "null" else f"{float(r[column]) * factor:.9f}"
    with pytest.raises(Refused, match="fails in"):
        judged(source, recounted(source, found))


@pytest.mark.parametrize("source", [INTEREST, MSPD, RATES], ids=lambda s: s.name)
def test_a_month_missing_inside_is_refused(source: Source) -> None:
    found = records(source)
    days = sorted({r["record_date"] for r in found})
    moved = [r | {"record_date": {days[0]: "2000-11-30", days[1]: days[1]}[r["record_date"]]} for r in found]
    with pytest.raises(Refused, match="no_month_is_missing_inside"):
        judged(source, recounted(source, moved))


@real
@pytest.mark.parametrize(
    ("source", "name", "column", "value"),
    [
        (PENNY, "debt_to_penny_response_2026-03-06.json", "tot_pub_debt_out_amt", 38869818249468.38),
        (MSPD, "mspd_table_1_response_2025-02-28.json", "total_mil_amt", 6367951.7093),
    ],
)
def test_a_recorded_page_of_many_is_refused_and_its_row_is_read(
    source: Source, name: str, column: str, value: float
) -> None:
    body = (DATA / "prices/samples" / name).read_bytes()
    with pytest.raises(Refused, match="the rows and pages that came"):
        source.read([body])
    assert source.read([one_page(json.loads(body))])[column].tolist() == [value]
