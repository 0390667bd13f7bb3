"""With a lane policy a file is screened like a day at the border: rates, random sample, caps and capacity."""

from pathlib import Path

import pandas as pd
import pytest

from tasks.clearance.files.screen_file import PolicyFiles, RatingsRefusedError, screen_file
from tests.tasks.clearance.files.test_screen_file import PARAMETERS, files

KEY = b"a key for tests"


def screened(
    folder: Path, rows: list[str], policy: str, parameters: str = PARAMETERS, ratings: str | None = None
) -> pd.DataFrame:
    declarations, published, out = files(folder, *rows, parameters=parameters)
    (folder / "policy.yaml").write_text(f"lane_policies: [{policy}]", encoding="utf-8")
    rated = None
    if ratings is not None:
        rated = folder / "ratings.csv"
        rated.write_text(ratings, encoding="utf-8")
    screen_file(declarations, published, out, PolicyFiles(folder / "policy.yaml", KEY, rated))
    return pd.read_csv(out, keep_default_na=False).set_index("declaration_id")


def cars(count: int, office: str = "SHA1", day: str = "2021-03-02", prefix: str = "C") -> list[str]:
    return [f"{prefix}{n:03d},{day},{office},I1,870310,CN,CN,8,10,100," for n in range(count)]


def test_capacity_and_cap_hold_for_each_office_and_day(tmp_path: Path) -> None:
    rows = [*cars(4), *cars(4, day="2021-03-03", prefix="D"), *cars(4, office="HZH1", prefix="E")]
    for cap, expected in ((0.5, {"high": 2, "low": 2}), (1, {"high": 3, "medium": 1})):
        policy = f"{{unit: CN, random_rate: 0, inspections_per_day: 3, parameter_cap: {cap}}}"
        decided = screened(tmp_path, rows, policy)
        for _, lanes in decided["lane"].groupby(decided.index.to_series().str[:1]):
            assert lanes.value_counts().to_dict() == expected


def test_chance_selects_at_its_rate_with_its_probability_and_repeats_with_the_key(tmp_path: Path) -> None:
    rows = [f"C{n:04d},2021-03-02,QDG1,I1,090121,CN,CN,8,10,100," for n in range(2_000)]
    decided = screened(tmp_path, rows, "{unit: CN, random_rate: 0.1}")
    drawn = decided[decided["selected_by"] == "chance"]
    assert 140 < len(drawn) < 260
    assert set(drawn["selection_probability"]) == {"0.1"}
    assert set(drawn["lane"]) == {"low"}
    assert drawn["advice"].str.startswith("Random check").all()
    pd.testing.assert_frame_equal(decided, screened(tmp_path, rows, "{unit: CN, random_rate: 0.1}"))


def test_the_columns_say_why(tmp_path: Path) -> None:
    decided = screened(tmp_path, cars(1), "{unit: CN, random_rate: 0}")
    assert list(decided.columns) == ["lane", "parameters", "selected_by", "selection_probability", "advice", "items"]
    assert decided.iloc[0].to_list() == [
        *("high", "SH-1", "parameter", 1.0, "High risk! Targeted check! look, because: cars", ""),
    ]


def test_ratings_lead_to_the_lanes_that_their_rates_expect(tmp_path: Path) -> None:
    rows = cars(100)
    ratings = "\n".join(["declaration_id,probability", *(f"C{n:03d},{n / 100}" for n in range(100))]) + "\n"
    policy = "{unit: CN, random_rate: 0, high_rate: 0.05, medium_rate: 0.15}"
    decided = screened(tmp_path, rows, policy, parameters="parameters: []", ratings=ratings)
    assert decided["lane"].value_counts().to_dict() == {"low": 80, "medium": 15, "high": 5}
    assert decided.index[decided["lane"] == "high"].tolist() == [f"C{n:03d}" for n in range(95, 100)]
    assert set(decided.loc[decided["lane"] == "high", "selected_by"]) == {"rating"}


def test_a_direction_has_rates_of_its_own(tmp_path: Path) -> None:
    declarations, published, out = files(tmp_path, *cars(10))
    table = pd.read_csv(declarations, dtype="str").assign(direction=["import", "export"] * 5)
    table.to_csv(declarations, index=False)
    policy = "lane_policies: [{unit: CN, random_rate: 0}, {unit: CN, direction: export, random_rate: 1}]"
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    published.write_text("parameters: []", encoding="utf-8")
    screen_file(declarations, published, out, PolicyFiles(tmp_path / "policy.yaml", KEY))
    decided = pd.read_csv(out, keep_default_na=False)
    assert decided["selected_by"].tolist() == ["", "chance"] * 5


def test_no_rate_leads_nobody_to_a_lane(tmp_path: Path) -> None:
    ratings = "declaration_id,probability\nC000,1\n"
    policy = "{unit: CN, random_rate: 0, high_rate: 0, medium_rate: 0}"
    decided = screened(tmp_path, cars(2), policy, parameters="parameters: []", ratings=ratings)
    assert decided["lane"].tolist() == ["low", "low"]


@pytest.mark.parametrize("ratings", ["a,b\n1,2\n", "declaration_id,probability\nC000,2\n", ""])
def test_what_is_no_file_of_ratings_is_refused(tmp_path: Path, ratings: str) -> None:
    with pytest.raises(RatingsRefusedError, match=r"ratings\.csv"):
        screened(tmp_path, cars(1), "{unit: CN}", ratings=ratings)


def test_a_file_without_any_good_row_has_no_lanes(tmp_path: Path) -> None:
    decided = screened(tmp_path, ["C1,2021-03-02,SHA1,I1,870310,CN,CN,8,10,-100,"], "{unit: CN}")
    assert decided.empty
    assert (tmp_path / "lanes.refused.csv").read_text(encoding="utf-8").splitlines() == [
        "row_number,column_name,value,reason",
        "1,item_value,-100,is negative",
    ]


def test_an_office_that_nobody_knows_gets_the_national_policy(tmp_path: Path) -> None:
    rows = [f"N{number},2021-03-02,NOWHERE,I1,870310,CN,CN,8,10,100," for number in range(5)]
    decided = screened(tmp_path, rows, "{unit: CN, random_rate: 0, inspections_per_day: 2, parameter_cap: 1}")
    assert len(decided) == 5
    assert not (tmp_path / "lanes.refused.csv").exists()
