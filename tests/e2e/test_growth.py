"""What the benchmark of growth adds to Table 3: whole countries, or whole editions that came earlier."""

from pathlib import Path

import pytest

from pipelines.workspace import opened
from tests.benchmarks.growth import grow

TOTALS = """
select count(*) filter (country_code in (select tic_code from reference.countries where row_class = 'country')), count(*)
from raw.tic_slt3
"""
EDITIONS = "select count(distinct payload), count(*) from meta.partitions where source = 'tic_slt3'"


@pytest.mark.parametrize("axis", ["holders", "vintages"])
def test_three_times_the_rows(axis: str, home: Path) -> None:
    with opened(home) as to:
        [(countries, rows)], [(editions, slices)] = (to.con.execute(q).fetchall() for q in (TOTALS, EDITIONS))
        assert countries > 0
        assert grow(to.con, axis, 3) == (rows + 2 * countries if axis == "holders" else 3 * rows)
        times = 1 if axis == "holders" else 3
        assert to.con.execute(EDITIONS).fetchall() == [(times * editions, times * slices)]
