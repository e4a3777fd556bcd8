"""The Treasury's two curves: layouts, years, days, and telling one from the other."""

from datetime import date

import pytest

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests.conftest import samples
from tests.sources.fiscal import CURVES, PAR, REAL, curve_lines, judged, plan, read, same

each_curve = pytest.mark.parametrize("source", CURVES, ids=lambda s: s.name)


@each_curve
@pytest.mark.promise("parsers.cut")
def test_a_file_cut_at_any_line_is_refused(source: Source) -> None:
    parts = samples(source)[0].splitlines(keepends=True)
    for n in range(len(parts)):
        with pytest.raises(Refused):
            source.read([b"".join(parts[:n])])


def test_a_curve_is_read_by_its_header() -> None:
    frame = read(PAR).set_index(["date", "tenor"])["par_yield"]
    assert frame["1990-01-02", "10 Yr"] == 7.94
    assert frame["1990-01-02", "3 Mo"] == 7.83
    assert frame["1990-02-09", "30 Yr"] == 8.36
    assert len(frame) == 28 * 9
    assert read(REAL).set_index(["date", "tenor"]).loc[("2003-01-02", "10 YR"), "real_yield"] == 2.43


@each_curve
@pytest.mark.promise("parsers.layout")
def test_columns_and_rows_in_another_order_say_the_same(source: Source) -> None:
    rows = [line.rstrip(b"\n").split(b",") for line in curve_lines(source)]
    turned = [b",".join([row[0], *row[:0:-1]]) + b"\n" for row in [rows[0], *rows[:0:-1]]]
    same(judged(source, b"".join(turned)), read(source), source)


@each_curve
@pytest.mark.promise("parsers.unknown_names")
def test_an_unknown_tenor_is_refused(source: Source) -> None:
    body = samples(source)[0]
    for old, new in ((b'"7 ', b'"8 '), (b'"5 Y', b'"10 Y'), (b"Date", b"Day")):
        with pytest.raises(Refused, match=r"the header of file 1 in line 1|beginning of the file"):
            source.read([body.replace(old, new, 1)])


@pytest.mark.promise("parsers.another_file")
def test_one_curve_is_not_taken_for_the_other() -> None:
    with pytest.raises(Refused, match="the header of file 1"):
        REAL.read(samples(PAR))
    with pytest.raises(Refused, match="the header of file 1"):
        PAR.read(samples(REAL))


@each_curve
@pytest.mark.parametrize("cell", [b"N/A", b".", b"n.a.", b"4,30", b"--", b"4.3%"])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_yield_is_refused_with_line_and_tenor(source: Source, cell: bytes) -> None:
    lines = curve_lines(source)
    cells = lines[4].split(b",")
    lines[4] = b",".join([*cells[:1], cell if b"," not in cell else b'"4,30"', *cells[2:]])
    with pytest.raises(Refused, match=r"a value in line 5, column "):
        source.read([b"".join(lines)])


@each_curve
@pytest.mark.promise("parsers.repeats")
def test_a_repeated_day_is_dropped_a_contradicting_one_is_refused(source: Source) -> None:
    lines = curve_lines(source)
    same(source.read([b"".join([*lines, lines[3]])]), read(source), source)
    with pytest.raises(Refused, match=r"two different rows for date .* in line \d+"):
        source.read([b"".join([*lines, lines[3].replace(b",", b",1", 1)])])


@each_curve
def test_a_body_that_repeats_a_year_or_skips_one_is_refused(source: Source) -> None:
    [body] = samples(source)
    with pytest.raises(Refused, match="the year of file 2"):
        source.read([body, body])
    year = str(read(source)["date"].max().year).encode()
    later = body.replace(b"/" + year, b"/" + str(int(year) + 2).encode())
    with pytest.raises(Refused, match="the year of file 2"):
        source.read([body, later])


@each_curve
def test_a_file_without_rows_is_refused(source: Source) -> None:
    with pytest.raises(Refused, match="the year of file 2"):
        source.read([*samples(source), curve_lines(source)[0]])


def test_a_year_is_final_when_the_january_after_it_is_over() -> None:
    def years(day: date) -> dict[int, date | None]:
        return {int(r.url.split(".csv/")[1][:4]): r.final_from for r in plan(PAR, day)}

    assert years(date(2026, 1, 4)) == {year: date(year + 1, 2, 1) for year in range(1990, 2026)}
    assert years(date(2026, 1, 5)) == {year: date(year + 1, 2, 1) for year in range(1990, 2027)}
    assert min(int(r.url.split(".csv/")[1][:4]) for r in plan(REAL, date(2026, 2, 1))) == 2003


def test_a_curve_is_asked_for_at_its_address() -> None:
    assert plan(PAR, date(2026, 8, 22))[-1].url == (
        "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/2026/all"
        "?type=daily_treasury_yield_curve&field_tdr_date_value=2026&page&_format=csv"
    )
    assert "type=daily_treasury_real_yield_curve&" in plan(REAL, date(2026, 8, 22))[-1].url
