"""Lanes by a slow obvious oracle: one lane per declaration, the highest demand wins, within caps and capacity."""

from fractions import Fraction
from math import ceil, inf
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.contents import borders
from tasks.clearance.decision.earlier_today import EarlierToday
from tasks.clearance.decision.lanes import Screened, assign_lanes
from tasks.records.random_sample import order_among_equals
from tests.borders import conforms
from tests.examples import examples

LEVEL = {"low": 0, "medium": 1, "high": 2}
LANES = ("low", "medium", "high")
CODES = {"A": "high", "B": "medium", "C": "high", "REQUEST-1": "high"}
OFFICES = ("SHA1", "QDG1")
SUPPRESSED = ("A", "I2")  # this parameter is held back for this importer
SHARES = st.sampled_from(["0", "0.02", "0.07", "0.2", "0.5", "1"])


HIT_COLUMNS = ["declaration_id", "parameter", "lane", "reason", "instruction", "items"]


def hit_items() -> st.SearchStrategy[dict[str, str]]:
    """Items by the code that hits them: named where the declaration has several."""
    codes = st.sampled_from(sorted(CODES))
    several = st.dictionaries(codes, st.sampled_from(["1", "2", "3", "1;3", "2;3", "1;2;10"]))
    return st.dictionaries(codes, st.just("")) | several


@st.composite
def batches(draw: st.DrawFn, most: int = 30) -> dict[str, Any]:
    """One batch: declarations with hits and ratings, policies, limits, and what earlier batches used up."""
    size = draw(st.integers(1, most))
    drawn = draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=size, max_size=size, unique=True))
    rows = [
        {
            "declaration_id": f"D{number}",
            "office": draw(st.sampled_from(OFFICES)),
            "importer": draw(st.sampled_from(["I1", "I2"])),
            "draw": drawn[number],
            "rating": draw(st.none() | st.sampled_from([0.0, 0.1, 0.5, 0.5, 0.9])),
            "codes": draw(hit_items()),
            "rated_items": draw(st.sampled_from(["", "2", "1;3"])),
        }
        for number in range(size)
    ]
    policies = {
        office: {
            "random_rate": float(draw(SHARES)),
            "parameter_cap": draw(SHARES),
            "inspections_per_day": draw(st.integers(0, 9)),
            "rating_high": draw(st.sampled_from([0.5, 0.8, inf])),
            "rating_medium": draw(st.sampled_from([0.1, 0.5, inf])),
        }
        for office in OFFICES
    }
    earlier = {
        "declarations": draw(st.integers(0, 5)),
        "inspections": draw(st.integers(0, 3)),
        "selected": draw(st.dictionaries(st.sampled_from(["A", "C"]), st.integers(1, 3))),
    }
    return {"rows": rows, "policies": policies, "left": draw(st.integers(1, 4)), "earlier": earlier}


def screened(batch: dict[str, Any]) -> Screened:
    """The batch as the rule takes it; the earlier batches were all at the first office."""
    rows, policies, earlier = batch["rows"], batch["policies"], batch["earlier"]
    hits = [
        {"declaration_id": row["declaration_id"], "parameter": code, "lane": CODES[code]}
        | {"reason": f"why {code}", "instruction": f"check {code}", "items": row["codes"][code]}
        for row in rows
        for code in row["codes"]
    ]
    rated = [row for row in rows if row["rating"] is not None]
    offices = pd.DataFrame([{"office": office} | figures for office, figures in policies.items()])
    offices["parameter_cap"] = offices["parameter_cap"].astype("float64")
    thresholds = ["rating_high", "rating_medium"]
    selected = [{"office": OFFICES[0], "parameter": p, "selected": n} for p, n in earlier["selected"].items()]
    used = [{"office": OFFICES[0], "declarations": earlier["declarations"], "inspections": earlier["inspections"]}]
    return Screened(
        declarations=pd.DataFrame(rows)[["declaration_id", "office", "importer"]].assign(version=1),
        hits=pd.DataFrame(hits, columns=HIT_COLUMNS, dtype="str"),
        ratings=pd.DataFrame(
            {
                "declaration_id": pd.Series([row["declaration_id"] for row in rated], dtype="str"),
                "probability": pd.Series([row["rating"] for row in rated], dtype="float64"),
                "reasons": pd.Series(["because" for _ in rated], dtype="str"),
                "items": pd.Series([row.get("rated_items", "") for row in rated], dtype="str"),
            }
        ),
        thresholds=offices[["office", *thresholds]],
        policies=offices.drop(columns=thresholds),
        draws=np.array([row["draw"] for row in rows]),
        suppressed=pd.DataFrame([SUPPRESSED], columns=["parameter", "importer"], dtype="str"),
        limits=pd.DataFrame({"parameter": ["REQUEST-1"], "left": [batch["left"]]}),
        earlier=EarlierToday(
            pd.DataFrame(used),
            pd.DataFrame(selected, columns=["office", "parameter", "selected"]).astype(
                {"office": "str", "parameter": "str", "selected": "int64"}
            ),
        ),
    )


def expected(batch: dict[str, Any]) -> dict[str, tuple[str, str, str | None, float | None]]:
    """By declaration: lane, demanded lane, ground and probability of selection, said as plainly as can be."""
    rows, policies, earlier = batch["rows"], batch["policies"], batch["earlier"]

    def first(row: dict[str, Any], without_rating: float) -> tuple[float, float]:
        rating = without_rating if row["rating"] is None else row["rating"]
        return (-rating, float(order_among_equals(np.array([row["draw"]]))[0]))

    steers = set()
    for code, lane in CODES.items():
        used = {office: earlier["selected"].get(code, 0) if office == OFFICES[0] else 0 for office in OFFICES}
        chosen = 0
        for row in sorted((row for row in rows if code in row["codes"]), key=lambda row: first(row, 0.0)):
            if (code, row["importer"]) == SUPPRESSED:
                continue
            office = row["office"]
            lodged = sum(other["office"] == office for other in rows)
            lodged += earlier["declarations"] if office == OFFICES[0] else 0
            cap = ceil(Fraction(policies[office]["parameter_cap"]) * lodged)
            if lane == "high" and used[office] >= cap:
                continue
            used[office] += 1
            chosen += 1
            if code != "REQUEST-1" or chosen <= batch["left"]:
                steers.add((row["declaration_id"], code))
    result: dict[str, tuple[str, str, str | None, float | None]] = {}
    for office in OFFICES:
        policy, here = policies[office], [row for row in rows if row["office"] == office]
        drawn = {row["declaration_id"] for row in here if row["draw"] < policy["random_rate"]}
        room = policy["inspections_per_day"] - len(drawn) - (earlier["inspections"] if office == OFFICES[0] else 0)
        for row in sorted(here, key=lambda row: first(row, 1.0)):
            name, rating = row["declaration_id"], -1.0 if row["rating"] is None else row["rating"]
            by_rating = 2 if rating >= policy["rating_high"] else 1 if rating >= policy["rating_medium"] else 0
            by_hits = max([LEVEL[CODES[code]] for code in row["codes"] if (name, code) in steers], default=0)
            asked = max([LEVEL[CODES[code]] for code in row["codes"]], default=0)
            level, demand = max(by_rating, by_hits), LANES[max(by_rating, asked)]
            ground, probability = None, None
            if level == 2:
                room -= name not in drawn
                if room >= 0:
                    ground, probability = "parameter" if by_hits == 2 else "rating", 1.0
                else:
                    level = 1
            if ground is None and name in drawn:
                ground, probability = "chance", policy["random_rate"]
            result[name] = (LANES[level], demand, ground, probability)
    return result


@pytest.mark.slow
@settings(max_examples=examples(80), deadline=None)
@given(batches())
def test_the_lanes_are_those_of_the_oracle(batch: dict[str, Any]) -> None:
    decided = assign_lanes(screened(batch)).decided
    assert conforms(decided, borders.LANES) == []
    assert decided["declaration_id"].tolist() == [row["declaration_id"] for row in batch["rows"]]
    wanted = expected(batch)
    columns = ["declaration_id", "lane", "demanded_lane", "selected_by", "selection_probability"]
    for name, *found in decided[columns].astype("object").where(decided[columns].notna(), None).to_numpy().tolist():
        assert tuple(found) == wanted[name], name
    for row, decision in zip(batch["rows"], decided.to_dict("records"), strict=True):
        assert decision["parameters"] == ";".join(sorted(row["codes"]))
        assert decision["advice"].startswith("High risk! Targeted check!") == (decision["lane"] == "high")
        assert (decision["advice"] == "OK") == (decision["lane"] == "low" and decision["selected_by"] != "chance")


@pytest.mark.slow
@settings(max_examples=examples(45), deadline=None)
@given(batches(), st.data())
def test_nobodys_own_draw_decides_whether_they_are_inspected_for_their_risk(
    batch: dict[str, Any], data: st.DataObject
) -> None:
    """The later digits order equals; flipping the first digits alone leaves the ground of risk as it was."""
    for row in batch["rows"]:
        row["draw"] = (row["draw"] // 2.0**-24) * 2.0**-24 + 2.0**-30 * int(row["declaration_id"][1:])
    before = assign_lanes(screened(batch)).decided.set_index("declaration_id")
    row = data.draw(st.sampled_from(batch["rows"]))
    row["draw"] = (row["draw"] + 0.5) % 1.0
    after = assign_lanes(screened(batch)).decided.set_index("declaration_id")
    name = row["declaration_id"]
    risk = ("parameter", "rating")
    assert (before.at[name, "selected_by"] in risk) == (after.at[name, "selected_by"] in risk)


def test_the_advice_says_what_to_check_and_why() -> None:
    batch = {
        "rows": [
            {"declaration_id": "D0", "office": "SHA1", "importer": "I", "draw": 0.9, "rating": 0.5, "codes": {"A": ""}},
            {"declaration_id": "D1", "office": "SHA1", "importer": "I", "draw": 0.8, "rating": 0.9, "codes": {}},
            {
                "declaration_id": "D2",
                "office": "SHA1",
                "importer": "I",
                "draw": 0.7,
                "rating": None,
                "codes": {"B": ""},
            },
            {"declaration_id": "D3", "office": "SHA1", "importer": "I", "draw": 0.6, "rating": 0.1, "codes": {}},
            {"declaration_id": "D4", "office": "SHA1", "importer": "I", "draw": 0.01, "rating": 0.1, "codes": {}},
        ],
        "policies": {
            "SHA1": {"random_rate": 0.02, "parameter_cap": "1", "inspections_per_day": 9}
            | {"rating_high": 0.8, "rating_medium": 0.8}
        },
        "left": 1,
        "earlier": {"declarations": 0, "inspections": 0, "selected": {}},
    }
    decided = assign_lanes(screened(batch)).decided
    assert decided["advice"].tolist() == [
        "High risk! Targeted check! check A, because: why A",
        "High risk! Targeted check! Compare goods with value, classification, origin and quantity declared, "
        "because: rated 90 % likely to violate (because)",
        "Check the documents: why B",
        "OK",
        "Random check: compare the goods with the declaration",
    ]
    assert decided["what_to_check"].tolist()[0] == "check A"


def test_a_batch_whose_hits_are_all_suppressed_gets_its_lanes() -> None:
    figures = {"random_rate": 0.0, "parameter_cap": "1", "inspections_per_day": 9, "rating_high": inf}
    batch = {
        "rows": [{"declaration_id": "D0", "office": "SHA1", "importer": "I2", "draw": 0.9, "rating": None}],
        "policies": {"SHA1": figures | {"rating_medium": inf}},
        "left": 1,
        "earlier": {"declarations": 0, "inspections": 0, "selected": {}},
    }
    batch["rows"][0]["codes"] = {"A": ""}  # type: ignore[index]
    lanes = assign_lanes(screened(batch))
    assert lanes.decided["lane"].tolist() == ["low"]
    assert lanes.hits_not_steering["effect"].tolist() == ["suppressed"]
