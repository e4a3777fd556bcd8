"""The IMF's messages: areas, and dataflows that are not taken for each other."""

import csv
import json

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import DATA, ROOT, real, samples
from tests.publishers import reserves as publisher
from tests.sources.reserves import ALLOCATED, COFER, LIQUIDITY, NEW, TODAY, arrived, judged


@pytest.mark.promise("parsers.another_file")
def test_the_bodies_of_another_dataflow_are_refused() -> None:
    with pytest.raises(Refused, match=r"dataflow IMF\.STA:IL"):
        LIQUIDITY.read(samples(COFER))
    with pytest.raises(Refused, match=r"dataflow IMF\.STA:COFER"):
        COFER.read(samples(LIQUIDITY)[:1])


def areas() -> dict[str, dict[str, str]]:
    with (ROOT / "warehouse/reference/imf_areas.csv").open(newline="") as file:
        return {row["imf_code"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("code", "holder", "kind"),
    [
        ("EZB", "ECB", "institution"), ("ECB", "", "institution"), ("BIS", "BIS", "institution"), ("BCE", "", "institution"),
        ("KOS", "XKX", "country"), ("WBG", "PSE", "country"), ("TWN", "TWN", "country"), ("G001", "WLD", "aggregate"),
        ("TX752", "", "aggregate"), ("GX010", "", "aggregate"), ("YUG", "", "former"), ("ANT", "", "former"), ("CWX", "", "unlisted"),
    ],
)  # fmt: skip
def test_codes_that_are_not_what_they_look_like(code: str, holder: str, kind: str) -> None:
    assert (areas()[code]["holder_id"], areas()[code]["area_class"]) == (holder, kind)


@real
def test_every_area_that_the_imf_lists_is_known() -> None:
    structures = json.loads((DATA / "imf/imf_IL_COFER_IRFCL_structures.json").read_text())
    [listed] = [k["values"] for k in structures["IL"]["constraints"][0]["key_values"] if k["id"] == "COUNTRY"]
    assert sorted(listed) == list(areas()) and len(listed) == 210


def test_a_payload_by_the_old_method_is_refused_and_told_so() -> None:
    old = ALLOCATED.read(samples(ALLOCATED)).assign(published_on=pd.Timestamp("2025-09-07"), published_on_is_rule=False)
    [body] = publisher.cofer(old, TODAY).values()
    with pytest.raises(Refused, match=r"(?s)shares_are_of_all_reserves_by_the_method_of_2025_q3.*the old method"):
        judged(COFER, [body])


def test_the_new_method_does_not_pass_for_the_old_one() -> None:
    frame = NEW.drop(columns=["published_on", "published_on_is_rule"])
    with pytest.raises(Refused, match="a_part_of_all_reserves_is_unallocated"):
        arrived(ALLOCATED, frame)
