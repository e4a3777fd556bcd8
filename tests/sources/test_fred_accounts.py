"""The Financial Accounts: net positions of dealers, placeholders, and gaps before 1952."""

from tests.conftest import samples
from tests.sources.markets import ACCOUNTS, judged, value


def test_dealers_may_be_short_and_hedge_funds_begin_in_2012() -> None:
    frame = judged(ACCOUNTS, samples(ACCOUNTS))
    dealers = frame[frame["series_id"] == "BOGZ1LM663061105Q"]["value"]
    assert dealers.notna().all()
    assert value(frame, "BOGZ1LM623061103Q", "2012-10-01") is not None
