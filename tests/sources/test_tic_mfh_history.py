"""mfhhis01: doubled months, footnotes, revision dates."""

from tests.conftest import BY_NAME, sample


class TestHistory:
    """mfhhis01: doubled months, footnotes, revision dates."""

    frame = BY_NAME["tic_mfh_history"].read([sample(BY_NAME["tic_mfh_history"])])

    def value(self, label: str, month: str, nth: int = 1) -> float:
        f = self.frame
        return float(
            f[(f["label"] == label) & (f["date"] == month) & (f["column_of_month"] == nth)]["holdings"].iloc[0]
        )

    def test_both_columns_of_a_doubled_june_are_kept_left_first(self) -> None:
        assert self.value("China, Mainland", "2010-06", 1) == 1112.1
        assert self.value("China, Mainland", "2010-06", 2) == 843.7
        assert self.value("United Kingdom 2/", "2011-06", 1) == 135.7
        assert self.value("United Kingdom 2/", "2011-06", 2) == 347.0
        assert self.value("Grand Total", "2000-03", 1) == 1085.0
        assert self.value("Grand Total", "2000-03", 2) == 1252.1

    def test_no_january_is_lost_in_years_with_thirteen_columns(self) -> None:
        januaries = self.frame[self.frame["date"].str.endswith("-01")]["date"].unique()
        assert len(januaries) == 2025 - 2000  # the year 2000 begins in March

    def test_a_sentinel_does_not_shift_its_row(self) -> None:
        luxembourg = self.frame[(self.frame["label"] == "Luxembourg") & (self.frame["date"] == "2002-05")]
        assert luxembourg["holdings"].isna().all()
        assert self.value("Luxembourg", "2002-07") > 0

    def test_each_year_has_its_revision_date_and_a_year_without_one_the_oldest(self) -> None:
        dates = self.frame.groupby(self.frame["date"].str[:4])[["revised_on", "revised_on_is_rule"]].first()
        assert str(dates.loc["2025", "revised_on"])[:10] == "2026-05-18"
        assert not dates.loc["2025", "revised_on_is_rule"]
        assert str(dates.loc["2012", "revised_on"])[:10] == "2016-05-16"
        assert dates.loc["2012", "revised_on_is_rule"]

    def test_a_break_carries_the_name_of_its_series(self) -> None:
        breaks = self.frame[self.frame["series"].notna()].groupby(["date", "column_of_month"])["series"].first()
        assert breaks["2011-06", 1] == "Series 16/ XII"
        assert breaks["2011-12", 1] == "Series 17/ XIII"
