"""Table 3: header, figures, sentinels, rows that contradict each other."""

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, sample
from tests.sources.tic import lines


@pytest.mark.promise("parsers.layout")
def test_a_changed_header_is_refused_with_both_headers() -> None:
    source = BY_NAME["tic_slt3"]
    body = sample(source).replace(b"for_treas_pos\t", b"treas_pos\t", 1)
    with pytest.raises(Refused, match=r"the header in line 9; expected country .* found 'country .* treas_pos"):
        source.read([body])


@pytest.mark.promise("parsers.layout")
def test_columns_in_another_order_are_refused_not_guessed() -> None:
    source = BY_NAME["tic_slt3"]
    body = sample(source).replace(b"for_treas_pos\tfor_treas_net", b"for_treas_net\tfor_treas_pos", 1)
    with pytest.raises(Refused, match="header in line 9"):
        source.read([body])


@pytest.mark.promise("parsers.repeats")
def test_a_row_that_repeats_another_is_dropped_one_that_contradicts_is_refused() -> None:
    source = BY_NAME["tic_slt3"]
    parts = lines(source)
    twice = b"".join([*parts[:12], parts[11], *parts[12:]])
    assert len(source.read([twice])) == len(source.read([sample(source)]))
    changed = parts[11].replace(parts[11].split(b"\t")[3], b"1")
    with pytest.raises(Refused, match=r"two different rows for country_code 10189, date 2026-02 in line 13"):
        source.read([b"".join([*parts[:12], changed, *parts[12:]])])


@pytest.mark.parametrize("word", ["0.0.1", "1,2,3", "--", "-", "N/A", "1e5", "", "12 345", "1185515.4", "9" * 40])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_figure_is_refused_with_line_and_column(word: str) -> None:
    source = BY_NAME["tic_slt3"]
    row = next(p for p in lines(source) if p.startswith(b"Denmark\t10502\t2026-04"))
    line = lines(source).index(row) + 1
    cells = row.split(b"\t")
    cells[4] = word.encode()
    with pytest.raises(Refused, match=rf"line {line}, column for_treas_net"):
        source.read([sample(source).replace(row, b"\t".join(cells))])


def test_a_sentinel_is_null_and_never_zero() -> None:
    frame = BY_NAME["tic_slt3"].read([sample(BY_NAME["tic_slt3"])])
    poland = frame[(frame["country"] == "Poland") & (frame["date"] == "2026-04")].iloc[0]
    assert pd.isna(poland["for_treas_pos"])
    assert poland["for_lt_treas_pos"] > 0
