"""The extract of CoinGecko: month ends, limits of each asset, the days it stands at."""

import csv

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import DATA, real, samples
from tests.sources.markets import CRYPTO, failures, figures, figures_of, judged


def test_the_extract_stands_at_its_own_days() -> None:
    frame = CRYPTO.read(samples(CRYPTO)).set_index(["asset", "date"])["close_usd"]
    assert frame["BTC", "2025-07-31"] == 115700.002439


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("asset,date,close_usd", "asset,date,close", "beginning of the file"),
        ("BTC,2025-07-31", "BTC,2025-08-01", "the last day of a month"),
        ("115700.002439", "115700002.439", "limits_of_its_asset"),
        ("115700.002439", "", "limits_of_its_asset"),
        ("115700.002439", "0", "limits_of_its_asset"),
        ("115700.002439", "5000", "changes_by_more_than"),
        ("115700.002439", "1.157e5", "a value in line 4"),
        ("BTC,2025-07-31", "DOGE,2025-07-31", "limits_of_its_asset"),
        ("BTC,2025-07-31,115700.002439\n", "", "every_month_to_the_newest"),
        ("BTC,2025-07-31", "BTC,2025-06-30", "two different rows"),
    ],
)
def test_an_extract_that_is_not_as_known_is_refused(old: str, new: str, says: str) -> None:
    body = samples(CRYPTO)[0].decode()
    assert old in body
    with pytest.raises(Refused, match=says):
        judged(CRYPTO, [body.replace(old, new, 1).encode()])


def test_an_asset_that_is_left_out_or_ends_early_is_noticed() -> None:
    frame = CRYPTO.read(samples(CRYPTO))
    for part in (frame[frame["asset"] != "XRP"], frame[(frame["asset"] != "XRP") | (frame["date"] < "2026-01-01")]):
        assert "all_four_assets_have_every_month_to_the_newest" in failures(CRYPTO, part)


def test_a_part_of_the_extract_is_not_the_extract() -> None:
    assert "every_row_of_the_frozen_file" in failures(CRYPTO, CRYPTO.read(samples(CRYPTO)))


@figures
@real
def test_the_extract_is_the_close_of_the_day_before_coingeckos_stamp() -> None:
    with (DATA / "prices/crypto/coingecko_bitcoin.csv").open(newline="") as file:
        stamped = {row["snapped_at"][:10]: float(row["price"]) for row in csv.DictReader(file)}
    ours = figures_of(CRYPTO).query("asset == 'BTC'").set_index("date")["close_usd"]
    pairs = [(price, stamped.get(f"{day + pd.Timedelta(days=1):%Y-%m-%d}")) for day, price in ours.items()]
    both = [(price, stamp) for price, stamp in pairs if stamp is not None]
    assert len(both) > 140
    assert all(abs(price - stamp) < 1e-5 for price, stamp in both)
