"""The claims of the articles: how they are judged, the traps on the way, and false variants of true ones."""

import json
import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pipelines import workspace
from pipelines.claims import asof, coverage, evaluation
from pipelines.claims import claim as claim_files
from pipelines.claims.evaluation import Evaluation
from pipelines.cli.chart import chart
from pipelines.models import macros
from pipelines.models.sql import BadModel
from pipelines.project import tables
from pipelines.publish import changes
from tests.conftest import DATA, real, reservewatch

CLAIMS = {c.id: c for c in claim_files.all_claims()}
SUPPORTS = {"SUPPORTED", "SUPPORTED_ROUNDED"}


@pytest.fixture(scope="module")
def judged(published: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], dict[str, Any]]:
    con = published.cursor()
    con.execute("set variable now = timestamptz '2026-06-20 12:00:00+00'")  # when no source that it reads was late
    answer = con.execute("from marts.claims")
    names = [column[0] for column in answer.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return {(r["claim"], r["part"], r["evaluation"]): r for r in rows}


def test_both_articles_are_here_whole() -> None:
    assert sorted(n for n, c in CLAIMS.items() if c.article in "AB") == [f"A{n:02d}" for n in range(1, 35)] + [
        f"B{n:02d}" for n in range(1, 32)
    ]


@real
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_every_quote_stands_in_its_line_of_the_article(
    claim: claim_files.Claim, published: duckdb.DuckDBPyConnection
) -> None:
    [(file,)] = published.execute(
        "select article_file from reference.articles where article = ?", [claim.article]
    ).fetchall()
    article = DATA / "articles" / (file or "none")
    if not article.exists():
        pytest.skip(f"{file} is not at hand")
    claim_files.check_quote(claim, article.read_text())


def test_every_piece_of_evidence_can_be_pasted_and_says_the_same(
    judged: dict[tuple[str, str, str], dict[str, Any]], published: duckdb.DuckDBPyConnection
) -> None:
    asked = 0
    for (_, part, _), row in judged.items():
        if row["evidence_sql"] is None:
            continue
        found = {r[0]: r[1:5] for r in published.execute(row["evidence_sql"]).fetchall()}
        observed, low, high, verdict = found.get(part) or found[re.sub(r"_\d{4}_\d{2}$", "", part)]
        assert verdict in (row["verdict"], None), row
        assert (observed, low, high) == (row["observed"], row["observed_low"], row["observed_high"]), row
        asked += 1
    assert asked > 250


def test_what_was_not_known_then_is_never_judged_by_what_is_known_now(
    judged: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    for (claim, part, how), row in judged.items():
        if how == "point_in_time" and row["evidence_sql"]:
            assert "marts." not in row["evidence_sql"] and re.search(r"vintage_\d{8}\.", row["evidence_sql"]), claim
        if row["verdict"] == "NO_VINTAGE":
            assert how == "point_in_time" and judged[claim, part, "revised"]["observed"] is not None


def test_first_the_united_kingdom_rose_by_10_6_and_after_the_revision_by_4_4(
    judged: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    level, change = ({h: judged["B23", part, h] for h in ("point_in_time", "revised")} for part in ("level", "change"))
    assert level["point_in_time"]["verdict"] == "SUPPORTED" and level["point_in_time"]["observed"] == 888.5
    # Of October two newspapers of 2025-12-19 bear witness: 888.5 less 877.9.
    assert change["point_in_time"]["verdict"] == "SUPPORTED" and round(change["point_in_time"]["observed"], 1) == 10.6
    # 879.817 - 875.409 = 4.408: more than half of 10.6 away.
    assert change["revised"]["verdict"] == "CONTRADICTED" and round(change["revised"]["observed"], 1) == 4.4
    assert change["revised"]["is_stale"] and not level["revised"]["is_stale"]
    # Of Japan's October only the article itself bears witness: 1202.6 less 2.6.
    assert judged["B22", "change", "point_in_time"]["verdict"] == "NO_VINTAGE"
    assert "Only the article itself" in judged["B22", "change", "point_in_time"]["reason"]
    # 888.5 against 879.8 is 1.0 %, within another vintage of a large holder.
    assert level["revised"]["verdict"] == "SUPPORTED_ROUNDED" and not level["revised"]["is_stale"]
    assert ("B23", "level", "latest") not in judged  # the words fix the month


def test_sold_is_not_fell(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    fell, sold = judged["B03", "change_12m", "revised"], judged["B03", "sold", "revised"]
    # 9.130 - 12.625 = -3.495; of it -1.815 of bonds and 1.363 - 1.797 = -0.434 of bills are net sales.
    assert round(fell["observed"], 3) == -3.495 and round(sold["observed"], 3) == -2.249
    # 4 less 1 is 3, between 2.249 and 3.495: they held less by 4 bn, rounded, and did not sell 4.
    assert fell["verdict"] == "SUPPORTED_ROUNDED" and sold["verdict"] == "CONTRADICTED"
    assert "sold 2.25 bn net" in sold["reason"]
    assert "the rest of the change is -1.25 bn" in sold["reason"]


def test_bills_earn_in_a_month_whose_prices_were_not_published_too(
    judged: dict[tuple[str, str, str], dict[str, Any]], published: duckdb.DuckDBPyConnection
) -> None:
    # Prices of 2025-10 were never published; sixty months earned all the same.
    months = published.execute(
        "select yield_3m_avg_pct, consumer_prices_index from marts.market_monthly"
        " where month between '2020-12-31' and '2025-12-31' order by month"
    ).df()
    assert len(months) == 61 and months["consumer_prices_index"].isna().sum() == 1
    earned = (1 + months["yield_3m_avg_pct"][1:] / 1200).prod()
    prices = months["consumer_prices_index"].iloc[-1] / months["consumer_prices_index"].iloc[0]
    assert judged["A23", "real_bills_60m", "revised"]["observed"] == pytest.approx(100 * (earned / prices - 1))


def test_emerging_asia_is_without_advanced_economies_and_the_middle_east(
    judged: dict[tuple[str, str, str], dict[str, Any]], published: duckdb.DuckDBPyConnection
) -> None:
    bought = dict(
        published.execute(
            "select holder_id, total_purchases_12m_usd_bn from marts.purchases where month = '2025-11-30'"
        ).fetchall()
    )
    middle_east = sum(bought[h] for h in ("SAU", "ARE", "KWT"))
    advanced = sum(bought[h] for h in ("JPN", "KOR", "TWN", "SGP", "HKG", "ISR"))
    asia = bought["TOTAL_ASIA"] - advanced - middle_east
    assert judged["A13", "middle_east", "revised"]["observed"] == pytest.approx(middle_east)
    assert judged["A13", "asia", "revised"]["observed"] == pytest.approx(asia)
    assert judged["A13", "asia_without_china", "revised"]["observed"] == pytest.approx(asia - bought["CHN"])
    # What El Salvador's issuer of a stablecoin bought turns the sign of a region that sold.
    assert bought["TOTAL_LATIN_AMERICA"] > 0 > judged["A13", "latin_america_listed", "revised"]["observed"]
    # Sellers are China, India and Indonesia of 6 in Asia; Brazil, Colombia, Ecuador, Mexico and Peru of 12; none of the 3.
    assert judged["A13", "sellers_pct", "revised"]["observed"] == pytest.approx(100 * (3 + 5 + 0) / (6 + 12 + 3))


def test_one_country_is_not_a_region(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    # Qatar +4.39, Kuwait +0.01 and Saudi Arabia 0.00 t: one of three reports more, if a tenth of a tonne is more.
    assert judged["A14", "middle_east_risers_pct", "revised"]["observed"] == pytest.approx(100 / 3)
    assert judged["A14", "latin_america", "revised"]["verdict"] == "NO_DATA"  # Brazil and Mexico alone
    assert judged["A14", "asia", "revised"]["claim_verdict"] == "MIXED"


def test_where_the_window_decides_a_trend_is_mixed(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    levels = {m: judged["A02", f"level_{m}m", "revised"] for m in (36, 48, 60, 120)}
    # 3,912.2 bn in 2025-11 less 3,661.8 in 2022-11, 4,160.9 in 2021-11, 4,176.1 in 2020-11 and 4,116.5 in 2015-11.
    assert [round(r["observed"]) for r in levels.values()] == [250, -249, -264, -204]
    # Years to November since 2016: -376 +250 -109 -37 -124 +29 -192, and +84 +96 +34 of the last three.
    bought = judged["A02", "purchases_36m", "revised"], judged["A02", "purchases_120m", "revised"]
    assert [round(r["observed"]) for r in bought] == [84 + 96 + 34, -345]
    assert "sold 345 bn net" in bought[1]["reason"] and bought[0]["claim_verdict"] == "MIXED"


def test_years_of_sales_hang_on_no_month_in_which_they_end(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    alone, both = (judged["A06", f"years_of_net_sales{n}", "revised"] for n in ("", "_with_belgium"))
    assert (alone["observed"], alone["verdict"]) == (8, "SUPPORTED") and "gives 8 to 9" in alone["reason"]
    assert (both["observed"], both["verdict"]) == (7, "MIXED") and "gives 6 to 8" in both["reason"]
    # Not all twelve months of the archived data have ten years behind them.
    assert judged["A06", "years_of_net_sales_with_belgium", "point_in_time"]["verdict"] == "NO_VINTAGE"


def test_a_small_portion_is_weighed_by_the_effect_at_once(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    # 5 % of 1,202.7 bn are 60.1 bn: 24.1 bp at 40 bp and 36.1 at 60 for 100 bn; an ordinary month has 24.3.
    at = [judged["A12", f"at_{bp}", "revised"]["observed"] for bp in ("40bp", "60bp", "60bp_scaled")]
    # The public debt grew from 8,634 bn in 2010-06 to 30,774 in 2025-11, 3.56 times: 36.1 / 3.56 = 10.1 bp.
    assert at == pytest.approx([24.06 / 24.27, 36.08 / 24.27, 10.12 / 24.27], rel=2e-3)


def test_parts_stand_in_the_order_of_their_file(published: duckdb.DuckDBPyConnection) -> None:
    shown = published.execute("select part from marts.claims where claim = 'B23' and evaluation = 'revised'").fetchall()
    assert shown == [("level",), ("change",)]


CENTRES = ("United Kingdom", "Belgium", "Luxembourg", "Cayman", "Ireland", "Switzerland", "Hong Kong", "El Salvador")


def test_who_names_a_custody_centre_says_that_it_is_one(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    named = {c for (c, _, _), r in judged.items() if any(n in r["reason"] or n in r["statement"] for n in CENTRES)}
    assert {"B17", "B23"} <= named
    for claim in named:
        said = " ".join(r["reason"] for (c, _, _), r in judged.items() if c == claim)
        assert "custod" in said or "El Salvador, seat of a stablecoin issuer" in said, claim


@pytest.mark.parametrize(
    ("observed", "verdict"),
    [
        (9.05, "SUPPORTED"), (9.06, "SUPPORTED_ROUNDED"), (8.5, "SUPPORTED_ROUNDED"), (9.5, "SUPPORTED_ROUNDED"),
        (8.49, "CONTRADICTED"), (9.51, "CONTRADICTED"), (None, None),
    ],
)  # fmt: skip
def test_about_nine_is_from_8_5_to_9_5(
    observed: float | None, verdict: str | None, published: duckdb.DuckDBPyConnection
) -> None:
    assert published.execute("select verdict('about', ?, 9, 0.05, 0.5, null, null)", [observed]).fetchall() == [
        (verdict,)
    ]


@pytest.mark.parametrize(
    ("rule", "observed", "verdict"),
    [
        ("below", -0.1, "SUPPORTED"), ("below", 0, "CONTRADICTED"), ("above", 0, "CONTRADICTED"),
        ("at_most", 0, "SUPPORTED"), ("at_least", 0, "SUPPORTED"), ("at_least", -1, "CONTRADICTED"),
        ("consistent_below", -1, "CONSISTENT"), ("consistent_below", 1, "NOT_CONSISTENT"),
        ("consistent_above", 1, "CONSISTENT"), ("consistent_above", -1, "NOT_CONSISTENT"),
        ("untestable", None, "UNTESTABLE"), ("below", None, None),
    ],
)  # fmt: skip
def test_the_rules(
    rule: str, observed: float | None, verdict: str | None, published: duckdb.DuckDBPyConnection
) -> None:
    assert published.execute("select verdict(?, ?, 0, 0.05, 0, null, null)", [rule, observed]).fetchall() == [
        (verdict,)
    ]


@pytest.mark.parametrize(
    ("rule", "low", "high", "verdict"),
    [
        ("consistent_below", -2, -1, "CONSISTENT"), ("consistent_below", -2, 1, "INCONCLUSIVE"),
        ("consistent_below", 1, 2, "NOT_CONSISTENT"), ("consistent_above", -1, 1, "INCONCLUSIVE"),
        ("below", -2, -1, "SUPPORTED"), ("above", -1, 1, "INCONCLUSIVE"), ("at_least", -2, -1, "CONTRADICTED"),
        ("at_most", -1, 1, "INCONCLUSIVE"),
    ],
)  # fmt: skip
def test_an_interval_decides_only_if_all_of_it_is_on_one_side(
    rule: str, low: float, high: float, verdict: str, published: duckdb.DuckDBPyConnection
) -> None:
    asked = "select verdict($rule, ($low + $high) / 2, 0, 0.05, 0, $low, $high)"
    assert published.execute(asked, {"rule": rule, "low": low, "high": high}).fetchall() == [(verdict,)]


def test_intervals_are_those_of_the_textbooks(published: duckdb.DuckDBPyConnection) -> None:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"x": rng.normal(size=40)})
    frame["y"] = 0.4 * frame["x"] + rng.normal(size=40)
    con = published.cursor()
    con.register("given", frame)
    [(r, low, high)] = con.execute("select unnest(correlated(x, y)) from given").fetchall()
    fisher = stats.pearsonr(frame["x"], frame["y"])
    assert (r, low, high) == pytest.approx((fisher.statistic, *fisher.confidence_interval()), abs=1e-4)
    [(slope, low, high)] = con.execute("select unnest(sloped(y, x)) from given").fetchall()
    line = stats.linregress(frame["x"], frame["y"])
    half = stats.t.ppf(0.975, 38) * line.stderr
    assert (slope, low, high) == pytest.approx((line.slope, line.slope - half, line.slope + half), abs=1e-4)
    few = "with few as (from given limit 23) select correlated(x, y), sloped(y, x) from few"
    assert con.execute(few).fetchall() == [(None, None)]


def test_no_evidence_either_way_is_inconclusive(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    open_ = {c for (c, _, how), r in judged.items() if how == "revised" and r["verdict"] == "INCONCLUSIVE"}
    assert {"A24", "A26", "B26"} <= open_
    size = judged["B26", "size", "revised"]
    # Published by others: +18 bp per 100 bn, interval -20.5 to +57.3, which holds both directions.
    assert (size["observed"], size["observed_low"], size["observed_high"]) == pytest.approx(
        (18.4, -20.5, 57.3), abs=0.2
    )
    assert size["verdict"] == "INCONCLUSIVE"


def test_of_today_nothing_is_said_while_a_source_is_late(published: duckdb.DuckDBPyConnection) -> None:
    con = published.cursor()
    con.execute("set variable now = timestamptz '2026-11-25 12:00:00+00'")
    asked = "select verdict, age_days, reason from marts.claims where claim = 'B08' and evaluation = 'latest'"
    [(verdict, age, reason)] = con.execute(asked).fetchall()
    # From 2026-04-30 to 2026-11-25; the table of 2026-07 was due on 2026-07-16.
    assert (verdict, age) == ("NO_DATA", 209)
    assert "After 2026-04 nothing is held of TIC Table 3 and TIC Table 5, now " in reason


def test_of_today_only_sources_count_that_the_claim_reads(published: duckdb.DuckDBPyConnection) -> None:
    con = published.cursor()
    con.execute("set variable now = timestamptz '2026-11-25 12:00:00+00'")
    asked = "select verdict, reason from marts.claims where claim = 'A17' and evaluation = 'latest'"
    for verdict, reason in con.execute(asked).fetchall():
        # Of the month after 2026-07 the debt is held to 2026-08-21: whether July is the newest nobody knows.
        assert verdict == "NO_DATA" and "After 2026-08 nothing is held of Debt to the Penny, now" in reason
        assert "FRED" not in reason and "Yield" not in reason


def test_each_period_of_which_the_words_may_speak_is_judged(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    october, november = judged["B04", "level", "revised"], judged["B04", "level_2025_11", "revised"]
    assert (round(october["observed"], 2), october["verdict"]) == (9.13, "SUPPORTED_ROUNDED")
    assert (round(november["observed"], 2), november["verdict"]) == (9.89, "CONTRADICTED")
    assert october["claim_verdict"] == "MIXED"
    assert round(judged["B03", "change_12m_pct_2025_11", "revised"]["observed"], 1) == -21.2


def test_every_sentence_stands_alone(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    for row in judged.values():
        says = row["reason"]
        assert not re.match(r"(That|It|They|Those|Of the|In the last|In ten|With Belgium|The same) ", says), says
        assert says[0] in "0123456789" or says[0].isupper(), says
        assert says.endswith("."), says


def test_every_sentence_is_short_and_in_the_words_of_the_field(published: duckdb.DuckDBPyConnection) -> None:
    con = published.cursor()
    for now in ("2026-06-20", "2026-11-25"):  # no source is late, and most are
        con.execute(f"set variable now = timestamptz '{now} 12:00:00+00'")
        for claim, reason, because in con.execute("select claim, reason, because from marts.claims").fetchall():
            assert not re.search(r"[a-z0-9]_[a-z0-9]|\b(raw|staging|marts|reference|meta)\.", reason), (claim, reason)
            for says in re.split(r"(?<=[.!?]) ", reason) + re.split(r"(?<=[.!?]) ", because):
                assert len(says.split()) <= 25, (claim, says)


def test_record_low_and_14_year_low_are_two_claims_of_one_series(
    judged: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    for claim, part in (("B02", "total"), ("B05", "months_lower")):
        assert judged[claim, part, "revised"]["verdict"] == "SUPPORTED"
        # 9.539 in 2026-04 is above 9.130 of 2025-10: a month is lower now.
        assert judged[claim, part, "latest"]["verdict"] == "CONTRADICTED"
    assert "2011-09" in CLAIMS["B02"].query


def test_a_record_of_all_is_not_one_of_bonds_alone(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    # 7.072 bn of bonds and notes in 2013-09 and 6.807 in 2013-10 are below 7.767 of 2025-10.
    bonds = judged["B02", "bonds", "revised"]
    assert bonds["observed"] == 2 and bonds["claim_verdict"] == "MIXED"


def test_a_trend_of_twelve_months_runs_through_thirteen_month_ends(
    judged: dict[tuple[str, str, str], dict[str, Any]], published: duckdb.DuckDBPyConnection
) -> None:
    held = published.execute(
        "select holdings_usd_bn from marts.holders where holder_id = 'CHN'"
        " and month between '2024-11-30' and '2025-11-30' order by month"
    ).fetchnumpy()["holdings_usd_bn"]
    assert len(held) == 13
    linear = np.polyfit(range(13), held, 1)[0]
    logarithmic = np.polyfit(range(13), np.log(held), 1)[0]
    assert judged["B16", "linear_12m", "revised"]["observed"] == pytest.approx((500 - held[-1]) / linear)
    assert judged["B16", "log_12m", "revised"]["observed"] == pytest.approx(np.log(500 / held[-1]) / logarithmic)


def test_less_than_100_million_has_two_referents(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    assert judged["B10", "denmark", "revised"]["verdict"] == "CONTRADICTED"
    assert judged["B10", "pension_fund", "point_in_time"]["verdict"] == "UNTESTABLE"
    assert "line 13" in judged["B10", "pension_fund", "point_in_time"]["because"]


def test_china_and_belgium_are_compared_in_the_same_month(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    for how, month in (("revised", "2025-11"), ("latest", "2026-04")):
        row = judged["B17", "belgium", how]
        assert month in row["reason"] and str(row["period"])[:7] == month
        assert "on h.month = china.month" in row["evidence_sql"] and row["reason"].count("bn") == 2
    assert judged["B17", "belgium", "revised"]["claim_verdict"] == "CONTRADICTED"  # 500 > 481.0 > 424.7


def test_a_claim_one_release_old_is_judged_of_its_own_month(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    row = judged["B19", "level", "revised"]
    assert str(row["period"])[:10] == "2025-10-31" and row["verdict"] == "SUPPORTED_ROUNDED"


def test_a_causal_claim_is_at_best_consistent(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    verdicts = {r["verdict"] for r in judged.values() if r["kind"] == "causal"}
    assert {"CONSISTENT", "INCONCLUSIVE"} <= verdicts and verdicts.isdisjoint({*SUPPORTS, "CONTRADICTED", "MIXED"})


FALSE = [
    ("B04", "level", "claimed: 9,", "claimed: 12,"),
    ("B06", "peak_year", "claimed: 2016,", "claimed: 2014,"),
    ("B07", "share", "claimed: 1,", "claimed: 0.2,"),
    ("B08", "level", "claimed: 3600,", "claimed: 8000,"),
    ("B13", "level", "'CHN'", "'JPN'"),
    ("B15", "year_of_lower_month", "'CHN'", "'GBR'"),
    ("B19", "level", "2025-10-31", "2025-03-31"),
    ("B22", "change", "2025-11-30", "2025-12-31"),
    ("B20", "india", "'IND'", "'JPN'"),
    ("A09", "rank", "'JPN'", "'GBR'"),
    ("A32", "times_the_next", "claimed: 2,", "claimed: 3,"),
]


@pytest.mark.parametrize(("claim", "part", "said", "falsely"), FALSE, ids=[f[0] for f in FALSE])
def test_a_false_variant_is_contradicted(
    claim: str, part: str, said: str, falsely: str, tmp_path: Path, published: duckdb.DuckDBPyConnection
) -> None:
    true = CLAIMS[claim]

    def verdict(of: claim_files.Claim, name: str) -> str:
        rows = [
            dict(zip(evaluation.FIELDS, r, strict=True))
            for r in Evaluation(published, tables()).evaluate(of, "revised")
        ]
        return next(r["verdict"] for r in rows if r["part"] == name)

    assert verdict(true, part) in SUPPORTS
    text = true.file.read_text()
    assert said in text
    if claim == "B20":  # the part is named after the country
        text, part = text.replace("india:", "japan:"), "japan"
    (tmp_path / true.file.name).write_text(text.replace(said, falsely))
    assert verdict(claim_files.parse(tmp_path / true.file.name), part) == "CONTRADICTED"


GOOD = CLAIMS["B04"].file.read_text()
ONE_PERIOD = GOOD.replace("candidates: [2025-11-30]\n", "")
PERIODS = "period: 2025-10-31\ncandidates: [2025-11-30]\n"


@pytest.mark.parametrize(
    ("name", "before", "after", "says"),
    [
        ("denmark.sql", "", "", "expected a letter, two digits and a name"),
        ("b04_x.sql", "kind: level", "kind: rumour", "kind: Input should be 'level', 'change'"),
        ("b04_x.sql", "claim_date: 2026-01-22", "claim_date: yesterday", "claim_date: Input should be a valid date"),
        ("b04_x.sql", "rule: about", "rule: nearly", "parts.level.rule: Input should be 'about'"),
        ("b04_x.sql", ", tolerance: 0.5", "", "a tolerance is missing"),
        ("b04_x.sql", "claimed: 9, ", "", "what is claimed"),
        ("b04_x.sql", "period: 2025-10-31", "period: 2025-09-30", "does not contain its period"),
        ("b04_x.sql", PERIODS, "", "asks for 2025-10-31: write that day as `period` too"),
        ("b04_x.sql", "kind: level", "kind: causal", "at best consistent"),
        ("b04_x.sql", "from marts.holders\n", "from staging.positions\n", "reads marts only"),
        ("b04_x.sql", "line: 9\n", "", "line: Field required"),
        ("b04_x.sql", "line: 9\n", "line: 9\nmood: gloomy\n", "mood: Extra inputs are not permitted; found gloomy"),
        ("b04_x.sql", "because:", "why:", "parts.level.because: Field required"),
        ("b04_x.sql", "tolerance: 0.5", "tolerence: 0.5", "parts.level.tolerence: Extra inputs are not permitted"),
        ("b04_x.sql", "line: 9\n", "line: 9\nquery: select 1\n", "query: not said in the header"),
        ("b04_x.sql", "rule: about, tol", "rule: below, tol", "level: below has a bound and no tolerance"),
        ("b04_x.sql", "tolerance: 0.5", "tolerance: 0.5, exact: 0.6", "exact 0.6 is more than the tolerance"),
        ("b04_x.sql", GOOD[GOOD.index("parts:") : GOOD.index("note:")], "parts: {}\n", "parts are names, each with"),
        (
            "b04_x.sql",
            GOOD[GOOD.index('"half') : GOOD.index('"}') + 1],
            '""',
            "parts.level.because: String should have",
        ),
        ("b04_x.sql", "from marts.holders\n", "from holder('Denmark')\n", "reads tables by their names, not by holder"),
        ("b04_x.sql", "claimed: 9,", "claimed: about 9,", "parts.level.claimed: Input should be a valid number"),
        ("b04_x.sql", "period: 2025-10-31", "period: 31.10.2025", "period: Input should be a valid date"),
        ("b04_x.sql", "article: B", "article: A", "a claim of article A is named a01_..."),
        ("z04_x.sql", "article: B", "article: Z", "article Z is unknown: add a line to"),
        ("b04_x.sql", "claim_date: 2026-01-22", "claim_date: 2026-01-23", "after the day of the article, 2026-01-22"),
        ("b04_x.sql", GOOD[GOOD.index("*/") + 3 :], "", "does not contain its period"),
        (
            "b04_x.sql",
            GOOD[GOOD.index("period:") :],
            "needs: x\nparts: {a: {claimed: 1, unit: t, rule: above, because: why}}\n*/\n",
            "a: without a query it is untestable",
        ),
        (
            "b04_x.sql",
            "from marts.holders\n",
            "from holders\n",
            "with their schema, such as marts.holders; found holders",
        ),
        (
            "b04_x.sql",
            "tolerance: 0.5",
            "tolerance: -3",
            "parts.level.tolerance: Input should be greater than or equal",
        ),
        ("b04_x.sql", GOOD[GOOD.index("claim:") : GOOD.index("article:")], 'claim: ""\n', "claim: String should have"),
        ("b04_x.sql", "claimant: The", 'claimant: "The"', "line 6, column 17: the header is not YAML"),
    ],
)
def test_a_bad_claim_file_is_refused_by_name(name: str, before: str, after: str, says: str, tmp_path: Path) -> None:
    assert before in GOOD
    (tmp_path / name).write_text(GOOD.replace(before, after, 1) if before else GOOD)
    with pytest.raises(BadModel, match=re.escape(says)) as refused:
        claim_files.parse(tmp_path / name)
    assert name in str(refused.value)


def test_a_query_that_misspells_a_column_names_its_file(tmp_path: Path, published: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "b04_x.sql").write_text(GOOD.replace("holdings_usd_bn as observed", "holding as observed"))
    with pytest.raises(BadModel, match=r"b04_x.sql.*holding"):
        Evaluation(published, tables()).dry_run(claim_files.parse(tmp_path / "b04_x.sql"))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("unit: USD bn", "unit: t", "level: holdings_usd_bn is in USD bn; found unit t"),
        ("unit: USD bn", "unit: '%'", "level: holdings_usd_bn is in USD bn; found unit %"),
        ("USD bn, rule: about, tolerance: 0.5", "days, rule: below", "holdings_usd_bn is in USD bn; found unit days"),
        ("holdings_usd_bn as", "round(HOLDINGS_RANK::double, 1) as", "holdings_rank is in rank; found unit USD bn"),
    ],
)
def test_the_unit_of_a_part_is_that_of_what_it_reads(
    before: str, after: str, says: str, tmp_path: Path, published: duckdb.DuckDBPyConnection
) -> None:
    assert before in GOOD
    (tmp_path / "b04_x.sql").write_text(GOOD.replace(before, after))
    claim = claim_files.parse(tmp_path / "b04_x.sql")
    with pytest.raises(BadModel, match=re.escape(says)):
        Evaluation(published, tables()).dry_run(claim)


def test_a_column_that_the_query_makes_itself_has_the_unit_that_the_claim_says(
    tmp_path: Path, published: duckdb.DuckDBPyConnection
) -> None:
    # `change` is a column of marts.revisions, in the unit of its row; here it is the query's own.
    made = GOOD.replace("from marts.holders\n", "from Made\n").replace(
        "holdings_usd_bn as observed", "change as observed"
    )
    made = made.replace(
        "select\n  'level'",
        "with made as (select *, holdings_usd_bn as change from marts.holders)\nselect\n  'level'",
    )
    (tmp_path / "b04_x.sql").write_text(made)
    Evaluation(published, tables()).dry_run(claim_files.parse(tmp_path / "b04_x.sql"))


def test_an_amount_is_in_the_unit_of_a_column_that_the_query_reads(
    tmp_path: Path, published: duckdb.DuckDBPyConnection
) -> None:
    computed = GOOD.replace("holdings_usd_bn as observed", "holdings_usd_bn / 31.1 as observed")
    for unit, is_fine in (("USD bn", True), ("ratio", True), ("t", False), ("billions", False)):
        (tmp_path / "b04_x.sql").write_text(computed.replace("unit: USD bn", f"unit: {unit}"))
        claim = claim_files.parse(tmp_path / "b04_x.sql")
        says = f"unit {unit} is of no column that the query reads: they are in USD bn, code, date"
        with nullcontext() if is_fine else pytest.raises(BadModel, match=says):
            Evaluation(published, tables()).dry_run(claim)


def test_a_source_that_is_not_behind_the_tables_of_a_claim_is_refused(
    tmp_path: Path, published: duckdb.DuckDBPyConnection
) -> None:
    (tmp_path / "b04_x.sql").write_text(GOOD.replace("kind:", "sources: [tic_slt3, moon]\nkind:"))
    with pytest.raises(BadModel, match=r"b04_x.sql: sources: moon is not behind its tables"):
        list(Evaluation(published, tables()).evaluate(claim_files.parse(tmp_path / "b04_x.sql"), "revised"))


def test_a_part_that_the_header_does_not_know_is_refused(tmp_path: Path, published: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "b04_x.sql").write_text(GOOD.replace("  'level' as part", "  'height' as part"))
    with pytest.raises(BadModel, match="returns height, which is no part of the header"):
        list(Evaluation(published, tables()).evaluate(claim_files.parse(tmp_path / "b04_x.sql"), "revised"))
    (tmp_path / "b04_x.sql").write_text(GOOD + "union all\nselect 'level', 1, 'again'\n")
    with pytest.raises(BadModel, match="the query returns a part twice"):
        list(Evaluation(published, tables()).evaluate(claim_files.parse(tmp_path / "b04_x.sql"), "revised"))
    (tmp_path / "b04_x.sql").write_text(GOOD.replace("kind:", 'newest: "select 1 where false"\nkind:'))
    with pytest.raises(BadModel, match="`newest` is a query of one day; it returns 0 rows"):
        list(Evaluation(published, tables()).evaluate(claim_files.parse(tmp_path / "b04_x.sql"), "latest"))


def test_a_claim_of_which_a_part_is_not_known_says_so(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    row = judged["B22", "level", "point_in_time"]
    assert row["claim_verdict"] == "SUPPORTED_ROUNDED" and row["parts_unknown"] == 1
    assert judged["B22", "level", "revised"]["parts_unknown"] == 0


def test_a_part_that_was_not_known_then_and_would_turn_the_verdict_leaves_it_open(
    judged: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    # Of all foreigners it was known that they held more; of China, India and Denmark, who held less, it was not.
    known, unknown = (judged["B25", part, "point_in_time"] for part in ("change_12m_pct", "three_holders_12m_pct"))
    assert (known["verdict"], unknown["verdict"]) == ("CONTRADICTED", "NO_VINTAGE")
    assert judged["B25", "three_holders_12m_pct", "revised"]["verdict"] == "SUPPORTED"
    assert known["claim_verdict"] == "NO_VINTAGE" and known["parts_unknown"] > 0
    # That officials and most countries sold was not known either; revised they contradict the claim as the whole does.
    assert judged["A01", "total_12m_pct", "point_in_time"]["claim_verdict"] == "CONTRADICTED"


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        (["SUPPORTED", "SUPPORTED_ROUNDED", "NO_DATA"], "SUPPORTED_ROUNDED"), (["CONSISTENT", "INCONCLUSIVE"], "MIXED"),
        (["NOT_CONSISTENT", "INCONCLUSIVE"], "NOT_CONSISTENT"), (["NO_DATA", "NO_VINTAGE"], "NO_VINTAGE"),
        (["UNTESTABLE", "INCONCLUSIVE"], "INCONCLUSIVE"), (["UNTESTABLE"], "UNTESTABLE"),
        (["SUPPORTED", "CONTRADICTED"], "MIXED"), (["CONTRADICTED", "NO_VINTAGE"], "CONTRADICTED"),
    ],
)  # fmt: skip
def test_the_verdict_of_a_claim_is_that_of_its_parts(
    parts: list[str], verdict: str, published: duckdb.DuckDBPyConnection
) -> None:
    assert published.execute("select verdict_of_parts(?)", [parts]).fetchall() == [(verdict,)]


def test_a_chart_shows_the_highest_and_the_lowest_of_all_its_values() -> None:
    # 120 months in 60 columns: the highest and the lowest are not the last of their two.
    values = [5.0] * 120
    values[20], values[60] = 9.25, 1.75
    lines = chart([(date(2015 + i // 12, 1 + i % 12, 1), v) for i, v in enumerate(values)])
    assert lines[0].split() == ["9.25", "█"] and lines[0].index("█") == len("9.25  ") + 10
    # From zero: 1.75 of 9.25 is 11 of 56 eighths, a block and three eighths.
    assert [line[len("9.25  ") + 30] for line in lines[5:7]] == ["▃", "█"] and lines[6].startswith("0.00")
    assert lines[-1].strip() == "lowest 1.75, newest 5.00"
    assert chart([(date(2023, 12, 31), 1.0), (date(2026, 3, 31), 2.0)])[-2].split() == ["2023-12", "2026-03"]


@pytest.mark.promise("pages.terminal")
def test_a_chart_with_a_negative_value_starts_at_the_lowest_and_says_so() -> None:
    lines = chart([(date(2026, 1, 31), -4.0), (date(2026, 2, 28), 4.0), (date(2026, 3, 31), 0.0)])
    assert lines[6].split() == ["-4.00", "▁██"] and lines[3].strip() == "█▄"  # zero is 28 of 56 eighths
    assert lines[-1].strip() == "lowest -4.00, newest 0.00"


def test_a_room_is_built_again_only_if_what_was_known_on_its_day_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = []
    monkeypatch.setattr(asof, "_fill", lambda con, room, needed: filled.append(room.day))
    with workspace.opened(home) as to:
        [room, *_] = asof.rooms(to.con, to.tables, claim_files.all_claims())

        def bring(vintage: str | None = None) -> list[date]:
            filled.clear()
            if vintage:
                line = f"'tic_slt3', '2025-11-30', '{vintage}', false, 'p', '{vintage}T20:00:00', 's{vintage}'"
                to.con.execute(f"insert into meta.partitions values ({line})")
            asof.bring(to, room)
            return [*filled]

        assert bring() == [] and bring("2026-07-16") == []  # a later release
        assert bring("2026-01-15") == [room.day]
        assert bring() == []


def test_every_change_of_a_verdict_is_found(home: Path, tmp_path: Path) -> None:
    (home / "reservewatch.duckdb").rename(tmp_path / "before.duckdb")
    with duckdb.connect(str(tmp_path / "before.duckdb")) as con:
        con.execute(
            "update meta.evaluations set verdict = 'CONTRADICTED' where claim = 'B13' and evaluation = 'revised'"
        )
        con.execute("delete from meta.evaluations where claim = 'B19'")
    with duckdb.connect(str(home / "build.duckdb"), read_only=True) as build:
        found = changes.changed_verdicts(build, tmp_path / "before.duckdb")
    said = {(f["claim"], f["evaluation"]): (f["before"], f["after"]) for f in found}
    assert said.pop(("B13", "revised")) == ("CONTRADICTED", "SUPPORTED_ROUNDED")
    assert {claim for claim, _ in said} == {"B19"} and len(said) == 2 and {b for b, _ in said.values()} == {None}


REVISIONS = """
create table marts.revisions (
  source varchar, key varchar, published_column varchar, period date, vintage date, value_before double,
  value_after double, unit varchar, change double, change_pct double, flipped_sign boolean
)"""


def test_the_largest_revision_is_of_a_total_then_by_amount(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    # 87 -> 436 is 401 %. A total leads, though it fell by 1.8 % only; without it 900 of 90,000 do.
    with duckdb.connect(str(tmp_path / "before.duckdb")) as before:
        for made in (before, con):
            made.execute("create schema if not exists marts; create schema if not exists meta")
            made.execute(REVISIONS)
        before.execute("create table meta.partitions (source varchar, period date)")
    con.execute("create schema reference")
    con.execute(f"create table reference.countries as {tables()['reference.countries'].query}")
    for key, then, now in (("99996", 8000, 7856), ("10189", 87, 436), ("41408", 90000, 89100)):
        row = ["tic_slt3", key, "for_treas_pos", "2024-12-31", "2026-06-18", then, now, "USD mn"]
        con.execute(f"insert into marts.revisions values ({'?, ' * 8} ?, ?, false)", [*row, now - then, now / then - 1])
    for code in ("99996", "41408", "10189"):
        [found] = changes.since(con, tmp_path / "before.duckdb")
        assert found["largest"].startswith(code)
        con.execute("delete from marts.revisions where key = ?", [code])


def test_the_command_shows_all_one_and_a_new_one(refreshed: Path, tmp_path: Path) -> None:
    shown = reservewatch("claims", home=refreshed).stdout
    assert (
        shown.count("\n") >= 69
        and re.search(r"B23 +The UK", shown)
        and "Denmark's holdings are at a record low" in shown
    )
    listed = json.loads(reservewatch("claims", "--json", home=refreshed).stdout)
    assert {row["evaluation"] for row in listed} == {*evaluation.WAYS} and {row["claim"] for row in listed} == {*CLAIMS}
    one = reservewatch("claims", "b23", "--sql", home=refreshed).stdout
    assert "“the UK has also increased" in one and "█" in one and "from vintage_20260122.holders" in one
    assert "B23" not in reservewatch("claims", "B99", home=refreshed).stdout
    (tmp_path / "b99_new.sql").write_text(GOOD)
    (tmp_path / "article.txt").write_text("no such words\n")
    checked = reservewatch("claims", "check", str(tmp_path / "b99_new.sql"), home=refreshed)
    assert checked.returncode == 0 and "revised level: 9.13 USD bn, SUPPORTED_ROUNDED" in checked.stdout
    assert "latest" not in checked.stdout  # its words fix their period
    assert "The quote was not looked up in its article" in checked.stdout
    (tmp_path / "b99_new.sql").write_text(
        GOOD.replace("dated: true\n", "").replace("'DNK' and month =", "'DEN' and month =")
    )
    stranger = reservewatch("claims", "check", str(tmp_path / "b99_new.sql"), home=refreshed).stdout
    assert "latest level: not known, NO_DATA. No row meets the conditions of the query" in stranger
    assert "`latest` only while no source is late" in stranger
    (tmp_path / "b99_new.sql").write_text(GOOD)
    quoted = reservewatch(
        "claims", "check", str(tmp_path / "b99_new.sql"), "--text", str(tmp_path / "article.txt"), home=refreshed
    )
    assert quoted.returncode == 1 and "line 9 of the article does not have this quote of 1" in quoted.stderr


def test_a_quote_that_stands_elsewhere_is_said_to(tmp_path: Path) -> None:
    claim = CLAIMS["B04"]
    with pytest.raises(BadModel, match="line 9 of the article does not have this quote; line 2 does"):
        claim_files.check_quote(claim, f"\n{claim.quote}\n" + 8 * "\n")
    with pytest.raises(BadModel, match="does not have this quote; the line reads: other words"):
        claim_files.check_quote(claim, 8 * "\n" + "other words")
    claim_files.check_quote(claim, 8 * "\n" + f"He said: {claim.quote}, and left.")


def observed(claim: str, part: str, **tables: pd.DataFrame) -> float:
    """What the query of a claim sees in marts that hold these rows only."""
    with duckdb.connect() as con:
        con.execute("create schema marts")
        for macro in macros.scalars():
            macro.make(con)
        for name, frame in tables.items():
            con.register("frame", frame).execute(f"create table marts.{name} as from frame")
        rows = con.execute(f"select part, observed from ({CLAIMS[claim].query})").fetchall()
    return float(dict(rows)[part])


def test_reliance_on_foreigners_is_what_they_bought_of_three_years_of_debt() -> None:
    # 100 + 200 + 300 bn of 1,000 + 500 + 500 bn: 30 %, though it was 10, 40 and 60 % by year.
    years = pd.DataFrame(
        {
            "month": [date(year, 11, 30) for year in (2023, 2024, 2025)],
            "total_purchases_12m_usd_bn": [100.0, 200.0, 300.0],
            "public_debt_change_12m_usd_bn": [1000.0, 500.0, 500.0],
            "foreign_share_of_public_pct": [33.0, 32.0, 31.0],
            "foreign_share_of_marketable_pct": [34.0, 33.0, 32.0],
        }
    )
    assert observed("A04", "of_new_debt", foreign_funding=years) == pytest.approx(30)


def test_gold_is_stockpiled_by_the_change_of_a_year() -> None:
    ends = pd.DataFrame(
        {
            "period_end": [date(2024, 12, 31), *(date(2025, m, d) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31)))],
            "gold_tonnes": [100.0, 108.0, 110.0, 111.0, 111.5],
            "change_12m_tonnes": [None, None, None, None, 11.5],
            "holder_id": "CHN",
            "frequency": "quarterly",
        }
    )
    with duckdb.connect() as con:
        con.execute("create schema marts")
        for macro in macros.scalars():
            macro.make(con)
        con.register("ends", ends).execute("create table marts.gold as from ends")
        [(_, change, reason)] = con.execute(CLAIMS["A07"].query).fetchall()
    # 108 less 100 in the first quarter, 111.5 less 111 in the last.
    assert change == 11.5 and "+8.0 t in the first, +0.5 in the last" in reason


def test_if_this_continues_is_also_the_month_that_the_article_names(
    judged: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    then = judged["B16", "last_month", "point_in_time"]
    # China held 682.6 bn, 6.1 bn less than in October: 182.6 / 6.1 = 29.9 months, more than 24.
    assert then["observed"] == pytest.approx((682.6 - 500) / 6.1) and then["verdict"] == "CONTRADICTED"
    # A plain change needs its two ends only, and these were known: 86.0 bn in twelve months.
    plain = judged["B16", "plain_12m", "point_in_time"]
    assert plain["observed"] == pytest.approx((682.6 - 500) / (86.0 / 12))
    assert judged["B16", "linear_12m", "point_in_time"]["verdict"] == "NO_VINTAGE"


def test_years_of_sales_may_end_in_any_month(
    judged: dict[tuple[str, str, str], dict[str, Any]], published: duckdb.DuckDBPyConnection
) -> None:
    bought = published.execute(
        "select total_purchases_12m_usd_bn < 0 from marts.purchases where holder_id = 'DNK'"
        " and month between '2016-12-31' and '2025-11-30' order by month desc"
    ).fetchnumpy()
    [sold] = bought.values()
    by_anchor = [int(sold[anchor::12].sum()) for anchor in range(12)]
    assert len(sold) == 108 and by_anchor[0] == 7 and (min(by_anchor), max(by_anchor)) == (4, 7)
    row = judged["B11", "years_of_net_sales", "revised"]
    assert (row["observed"], row["verdict"]) == (7, "MIXED") and "bought 1.60 bn net, sold 2.10 bn net." in row[
        "reason"
    ]


def test_without_price_the_foreign_share_hardly_moves(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    share = judged["B01", "share_without_price_12m", "revised"]
    # (8,723.3 + 586.9) / 30,774 = 30.25 % of the debt, after 30.30: within a revision of 1 %, 0.3 points.
    assert share["observed"] == pytest.approx(-0.05, abs=0.01) and share["verdict"] == "CONTRADICTED"


def test_what_was_archived_is_said_in_the_words_of_the_field(
    judged: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    assert coverage.in_words({"marts.purchases": None, "marts.holders": date(2025, 11, 30)}) == (
        "holdings by country to 2025-11, no net purchases"
    )
    assert coverage.in_words({"marts.new_table": date(2025, 9, 30)}) == "new table to 2025-09"
    assert judged["B03", "sold", "point_in_time"]["reason"] == (
        "Cannot be evaluated point-in-time: not every value asked for was archived by 2026-01-22."
        " Archived by then, though not for every holder or series: holdings by country to 2025-11, no net purchases."
    )


def test_a_file_that_has_ended_is_said_to(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    row = judged["A07", "change_12m", "latest"]
    assert row["verdict"] == "SUPPORTED"
    assert row["reason"].endswith("After 2026-03 nothing is held of Official gold of the largest holders.")


def test_bitcoin_moves_more_on_days_on_which_the_vix_rises() -> None:
    # Every other day the VIX rises by 3, bitcoin moves by 10 %, stocks by 2 and 4 %; on the days between nothing does.
    up = np.arange(100) % 2
    days = pd.DataFrame(
        {
            "date": pd.date_range("2024-01-01", periods=100).date,
            "vix_index": 20.0 + 3 * up,
            "btc_usd": np.exp(0.1 * np.cumsum(up)),
            "sp500_index": np.exp(-0.02 * np.cumsum(up)),
            "nasdaq_index": np.exp(-0.04 * np.cumsum(up)),
        }
    )
    columns = ["month", "financial_conditions_index", "btc_month_end_usd", "sp500_avg_index"]
    months = pd.DataFrame([dict.fromkeys(columns, 0.0)]).assign(month=days["date"][0])
    assert observed("B30", "by_day", market_daily=days, market_monthly=months) == pytest.approx(0.1 / 0.04)


def test_bitcoin_moves_more_than_otherwise_when_risk_aversion_rises() -> None:
    # In every other month conditions tighten and stocks fall by 5 %, bitcoin moves by 30 %; in the others by 2 and 10 %.
    averse = np.arange(61) % 2 == 1
    months = pd.DataFrame(
        {
            "month": pd.date_range("2018-01-31", periods=61, freq="ME").date,
            "financial_conditions_index": np.cumsum(np.where(averse, 0.2, -0.2)),
            "btc_month_end_usd": np.exp(np.cumsum(np.where(averse, -0.3, 0.1))),
            "sp500_avg_index": np.exp(np.cumsum(np.where(averse, -0.05, 0.02))),
        }
    )
    days = pd.DataFrame([{"date": months["month"][0], **dict.fromkeys(["vix_index", "btc_usd"], 1.0)}])
    both = {"market_daily": days.assign(sp500_index=1.0, nasdaq_index=1.0), "market_monthly": months}
    for part in ("by_month", "by_fall"):
        assert observed("B30", part, **both) == pytest.approx(0.3 / 0.05)
    for part in ("more_than_else", "more_than_else_by_fall"):
        assert observed("B30", part, **both) == pytest.approx(0.3 / 0.1)


def test_swings_are_compared_with_those_of_other_months(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    row = judged["A27", "swings_more_than_else", "revised"]
    # 18.8 % in 51 months of rising yields and 19.9 % in the other 44: sqrt(0.5 / 51 + 0.5 / 44) = 0.1455.
    assert row["observed"] == pytest.approx(18.8 / 19.9, abs=0.006)
    assert row["observed_high"] / row["observed"] == pytest.approx(np.exp(1.96 * 0.1455), rel=1e-3)
    assert row["verdict"] == "INCONCLUSIVE" and judged["A27", "swings", "revised"]["verdict"] == "CONSISTENT"


def test_a_record_is_judged_by_the_prints_of_its_day(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    ranks = {
        how: [judged["A29", f"first_{unit}_rank", how]["observed"] for unit in ("tonnes", "dollars")]
        for how in ("point_in_time", "revised")
    }
    # Known on 2026-01-22: 1,045 t in 2024, after 1,136 in 2022; at 77 and 58 USD mn a tonne 80 and 66 bn.
    assert (
        ranks["point_in_time"] == [2, 1] and "In 2024" in judged["A29", "first_tonnes_rank", "point_in_time"]["reason"]
    )
    # 863 t in 2025 are less than 1,136, 1,045 and 1,037, and worth the most.
    assert ranks["revised"] == [4, 1]
    assert judged["A29", "tonnes_rank", "point_in_time"]["verdict"] == "NO_VINTAGE"
    assert "in 2025 was not published yet" in judged["A29", "tonnes_rank", "point_in_time"]["reason"]
    assert judged["A29", "tonnes_rank", "point_in_time"]["claim_verdict"] == "MIXED"


def test_gold_is_set_beside_treasuries_in_both_quarters(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    september, december = (judged["A31", f"above_treasuries{q}", "revised"] for q in ("", "_2025_12"))
    # 28,211 t at 3,667.68 and 4,309.23 USD/oz are 3,327 and 3,908 bn; officials held 3,873 and 3,878 bn.
    tonne = 1e6 / 31.1034768 / 1e9
    assert september["observed"] == pytest.approx(28_211 * 3_667.68 * tonne - 3_873, abs=1)
    assert december["observed"] == pytest.approx(28_211 * 4_309.23 * tonne - 3_878, abs=1)
    assert (september["verdict"], december["verdict"]) == ("CONTRADICTED", "SUPPORTED")


def test_four_fifths_of_a_move_of_yields_pass_on_to_mortgages() -> None:
    noise = np.tile([0.01, -0.01, -0.01, 0.01], 12)  # of no correlation with the moves below
    moves = np.tile([0.1, 0.1, -0.1, -0.1], 12)
    months = pd.DataFrame(
        {
            "month": pd.date_range("2020-01-31", periods=49, freq="ME").date,
            "yield_10y_avg_pct": 3 + np.concatenate([[0], np.cumsum(moves)]),
            "mortgage_30y_pct": 6 + np.concatenate([[0], np.cumsum(0.8 * moves + noise)]),
        }
    )
    assert observed("A25", "slope", market_monthly=months) == pytest.approx(0.8)
    # Moves of 0.1 and noise of 0.01: r = 0.08 / sqrt(0.08^2 + 0.01^2)
    assert observed("A25", "correlation", market_monthly=months) == pytest.approx(0.08 / 0.0065**0.5)


def test_bonds_tend_to_lead_if_they_do_in_most_samples() -> None:
    def sample(name: str, *leads: int) -> pd.DataFrame:
        lags = range(-10, 11)
        return pd.DataFrame({
            "pair": "us10y -> sp500", "sample": name, "lag_days": lags,
            "status": ["leads" if lag in leads else "no evidence" for lag in lags],
        })  # fmt: skip

    cascade = pd.concat([sample("a", 1, 3), sample("b", 2, -1), sample("c", 5), sample("d")])
    # In three of four yields lead, at however many lags; in one of them stocks do too.
    assert observed("B29", "samples_led", cascade=cascade) == 75
    assert observed("B29", "led_more_than_followed", cascade=cascade) == 3 - 1


def test_a_haven_is_judged_by_the_days_on_which_stocks_fall() -> None:
    # 300 days; on every thirtieth stocks fall by 5 %, and the thirty-year yield rises by 9 and 11 bp in turn.
    falls = np.arange(300) % 30 == 15
    bp = np.where(falls, np.where(np.arange(300) % 60 == 15, 9, 11), 0) - np.where(np.roll(falls, 1), 10, 0)
    days = pd.DataFrame(
        {
            "date": pd.date_range("2025-01-01", periods=300).date,
            "yield_30y_pct": 4 + np.cumsum(bp) / 100,
            "sp500_index": 100 * np.exp(np.cumsum(np.where(falls, -0.05, 0.001))),
        }
    )
    months = pd.DataFrame({"month": [days["date"][0]], "yield_10y_avg_pct": [4.0], "sp500_avg_index": [100.0]})
    both = {"market_daily": days, "market_monthly": months}
    # Five of 9 and five of 11 bp: 10 on average.
    assert observed("A21", "yields_rise", **both) == pytest.approx(10)
    assert observed("A21", "bonds_fall_with_stocks", **both) > 0.5


def test_losses_are_judged_as_interest_rates_rise(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    trough, rising, last = (
        judged["A20", part, "revised"] for part in ("trough_since_2022", "months_of_rising_yields", "last_12m")
    )
    assert round(trough["observed"]) == -392 and "267 bn, 13 of 22 months, are modelled" in trough["reason"]
    assert rising["observed"] == pytest.approx(100 * 22 / 23)
    assert [r["verdict"] for r in (trough, rising, last)] == ["SUPPORTED", "SUPPORTED", "CONTRADICTED"]


def test_a_haven_by_month_hangs_on_the_window(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    parts = ("months_24", "months_60", "months_since_2000", "falls_since_2000")
    rows = [judged["A21", part, "revised"] for part in parts]
    assert [round(r["observed"], 2) for r in rows] == [-0.18, 0.35, -0.21, -10.23]
    assert [r["verdict"] for r in rows] == ["INCONCLUSIVE", "SUPPORTED", "CONTRADICTED", "CONTRADICTED"]
    assert rows[0]["claim_verdict"] == "MIXED" and "2024-01 to 2025-12" in rows[0]["reason"]


def test_real_returns_are_judged_while_inflation_is_high() -> None:
    # Prices rise by 2 % in twelve months at first, by 6 % in the last four; the real return is negative in three of them.
    ends = pd.date_range("2003-01-31", periods=16, freq="ME").date
    months = pd.DataFrame({"month": ends, "consumer_prices_index": [100.0] * 12 + [106.0] * 4})
    real = pd.DataFrame({"month": ends, "definition": "ex_post", "real_yield_pct": [-1.0] * 15 + [0.5]})
    assert observed("A22", "ex_post", market_monthly=months, real_yields=real) == 75


def test_a_holder_of_ten_years_loses_what_each_year_took(judged: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    # Real returns of the years to December, from 2021: -10.44, -21.30, +0.55, -3.99 and +4.77 %.
    of = {m: judged["A23", f"real_ten_year_{m}m", "revised"]["observed"] for m in (12, 24, 36, 60)}
    assert of[12] == pytest.approx(4.77, abs=0.01)
    assert of[24] == pytest.approx(100 * (0.9601 * 1.0477 - 1), abs=0.02)
    assert of[36] == pytest.approx(100 * (1.0055 * 0.9601 * 1.0477 - 1), abs=0.02)
    assert of[60] == pytest.approx(100 * (0.8956 * 0.7870 * 1.0055 * 0.9601 * 1.0477 - 1), abs=0.02)


def test_debt_is_set_beside_a_year_of_gdp() -> None:
    # 50, 60, 100, 124 and 121 % of GDP at ends of five years each, GDP being 100 and known of the September before.
    ends = pd.to_datetime(["2005-09-30", "2010-09-30", "2015-09-30", "2020-09-30", "2025-09-30", "2025-12-31"]).date
    months = pd.DataFrame({"month": ends, "gross_debt_usd_bn": [50.0, 60, 100, 124, 121, 130]})
    months["gdp_usd_bn"] = [100.0] * 5 + [None]
    fits = pd.DataFrame(
        {"model": [""], "sample": [""], "t_stat": [0.0], "curvature_pct": [0.0], "newest_month": ends[0]}
    )
    both = {"market_monthly": months, "debt_growth": fits}
    assert observed("A16", "to_gdp_5y", **both) == pytest.approx(121 - 124)
    assert observed("A16", "to_gdp_10y", **both) == pytest.approx(121 - 100)
    assert observed("A16", "to_gdp_faster_5y", **both) == pytest.approx((121 - 124) - (124 - 100))
    assert observed("A16", "to_gdp_faster_10y", **both) == pytest.approx((121 - 100) - (100 - 50))


def test_what_cannot_be_computed_is_not_known(tmp_path: Path, published: duckdb.DuckDBPyConnection) -> None:
    for bad in ("'nan'::double", "'inf'::double"):
        (tmp_path / "b04_x.sql").write_text(ONE_PERIOD.replace("holdings_usd_bn as observed", f"{bad} as observed"))
        rows = Evaluation(published, tables()).evaluate(claim_files.parse(tmp_path / "b04_x.sql"), "revised")
        [row] = [dict(zip(evaluation.FIELDS, r, strict=True)) for r in rows]
        assert row["observed"] is None and row["verdict"] is None
