"""Join, endpoint and a slow obvious oracle agree on hits, items and lanes of every version of a declaration."""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from math import inf
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, Money, conformed
from sql.reference import organisation
from sql.terms import Lane, Priority
from tasks.clearance.decision.active_parameters import meaning_of
from tasks.clearance.decision.amended import lanes_with_amended
from tasks.clearance.decision.earlier_today import UsedToday
from tasks.clearance.decision.lanes import LEVEL, Screened, assign_lanes
from tasks.clearance.decision.rated import SingleRater
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.current_rules import CurrentRules
from tasks.clearance.endpoint.earlier import Earlier, earlier_of
from tasks.clearance.endpoint.journals import journals_in
from tasks.clearance.endpoint.screening import SingleScreening
from tasks.parameters.conditions import Condition
from tasks.parameters.matching import MatchedParameter, in_jurisdiction, match_parameters
from tasks.parameters.prepared import prepared
from tasks.parameters.published_format import Parameter
from tasks.records.lane_policy import LanePolicy
from tasks.records.trader import DIRECTIONS
from tests.tasks.clearance.lodged import DAY
from tests.tasks.parameters.test_matching import expected

UNITS = Organisation(organisation())
CONNECTION = duckdb.connect(config={"threads": 1})
POLICY = LanePolicy(random_rate=0.0, parameter_cap=1.0, inspections_per_day=10**6)
OFFICES = ("SHA1", "HZH1", "QDG1", "ODESSA")
TEXTS = {
    "hs_code": ("870310", "87032200", "090121", "0901210000"),
    "country_of_origin": ("CN", "VN", "KP", "NA"),
    "importer": ("I1", "I9", "3101910123"),
    "exporter": ("I1", "E7"),
    "country_of_destination": ("CN", "US"),
    "direction": ("import", "export"),
    "manual_number": ("M1", "M2"),
    "currency": ("CNY", "USD"),
}
NUMBERS = {
    "item_value": (0.0, 0.1, 0.2, 35.0, 1200.5),
    "net_mass": (0.0, 0.1, 0.3, 10.0, 250.0),
    "duty_rate": (0.0, 8.0, 15.0),
    "gross_mass": (1.0, 300.0),
}
SUMMED = {
    "total_value": (0.3, 35.0, 1200.5, 5000.0),
    "total_net_mass": (0.6, 10.0, 500.0),
    "total_duty": (0.0, 5.0, 100.0),
    "item_count": (1.0, 2.0, 4.0, 9.0),
    "unit_value": (0.3, 1.0, 50.0),
}
FIRST = {"version": 1, "function": "lodged"}
OF_ITEMS = ("hs_code", "country_of_origin", "manual_number", "item_value", "net_mass", "duty_rate", "unit_value")


def condition(chance: Random, column: str) -> Condition:
    """A condition that is not empty."""
    if column in TEXTS:
        values = tuple(chance.sample(TEXTS[column], 1 + chance.randrange(2)))
        starts = tuple(value[:2] for value in values)
        return chance.choice((Condition(among=values), Condition(prefixes=starts), Condition(present=False)))
    bound = chance.choice({**NUMBERS, **SUMMED}[column])
    return chance.choice((Condition(minimum=bound), Condition(maximum=bound), Condition(present=True)))


def parameter(chance: Random, number: int) -> Parameter:
    columns = chance.sample([*TEXTS, *NUMBERS, *SUMMED], chance.choice((1, 1, 2, 3)))
    other = chance.sample(OF_ITEMS, 1) if chance.random() < 0.3 else []
    return Parameter(
        code=f"P{number}",
        owner=chance.choice(("CN", "CN", "SH", "QD")),
        priority=Priority.REVENUE,
        lane=chance.choice((Lane.MEDIUM, Lane.HIGH)),
        reason=f"reason {number}",
        instruction=f"instruction {number}",
        valid_from=DAY - timedelta(days=1),
        valid_to=None,
        conditions={column: condition(chance, column) for column in columns},
        any_item={column: condition(chance, column) for column in other},
    )


def version(chance: Random, name: str, most: int) -> dict[str, Any]:
    """One version of a declaration as JSON brings it: flat, or header and items."""
    values: dict[str, tuple[Any, ...]] = {**TEXTS, **NUMBERS}

    def some(columns: Iterable[str]) -> dict[str, Any]:
        return {column: chance.choice(values[column]) for column in columns if chance.random() < 0.7}

    header = {"declaration_id": name, "lodged_on": DAY.isoformat(), "office": chance.choice(OFFICES)}
    header |= some(column for column in values if column not in OF_ITEMS)
    items = [some(column for column in OF_ITEMS if column in values) for _ in range(chance.randint(1, most))]
    return header | items[0] if len(items) == 1 and chance.random() < 0.5 else header | {"items": items}


def rows_of(declaration: dict[str, Any]) -> list[dict[str, Any]]:
    """The goods items with the columns of the header, their number and their value."""
    header = {name: value for name, value in declaration.items() if name != "items"} | {"lodged_on": DAY}
    items = declaration.get("items") or [{}]
    rows = [header | item | {"item_number": number} for number, item in enumerate(items, start=1)]
    blank = dict.fromkeys([*TEXTS, *NUMBERS])
    return [blank | row | {"value": None if row.get("currency") == "USD" else row.get("item_value")} for row in rows]


def by_join(
    versions: list[list[dict[str, Any]]], parameters: list[MatchedParameter], before: pd.DataFrame
) -> tuple[set[tuple[str, str, str]], pd.DataFrame]:
    """Hits and decisions of a batch of declarations, each as its rows; before: decisions on earlier versions."""
    arriving = conformed(pa.Table.from_pylist([row for rows in versions for row in rows]), SCHEMAS["declarations"])
    hits = match_parameters(CONNECTION, arriving, parameters)
    declarations = pd.DataFrame(
        {
            "declaration_id": [rows[0]["declaration_id"] for rows in versions],
            "version": 1,
            "office": [rows[0]["office"] for rows in versions],
            "importer": [rows[0]["importer"] or "" for rows in versions],
        }
    )
    offices = pd.DataFrame({"office": OFFICES}).assign(**vars(POLICY))
    none = pd.DataFrame({name: pd.Series(dtype="str") for name in ("declaration_id", "reasons", "items")})
    screened = Screened(
        declarations=declarations,
        hits=hits.merge(meaning_of([each.parameter for each in parameters]), on="parameter"),
        ratings=none.assign(probability=pd.Series(dtype="float64")),
        thresholds=offices[["office"]].assign(rating_high=inf, rating_medium=inf),
        policies=offices,
        draws=np.full(len(declarations), 0.5),
    )
    lanes = assign_lanes(screened) if before.empty else lanes_with_amended(screened, before)
    return set(zip(hits["declaration_id"], hits["parameter"], hits["items"], strict=True)), lanes.decided


def rules(parameters: list[MatchedParameter]) -> CurrentRules:
    """Rules without a model, whose policy binds nobody."""
    return CurrentRules(
        identity="test",
        day=DAY,
        founded=True,
        parameters=prepared(parameters),
        unreadable={},
        suppressed={},
        left={},
        requested=frozenset(),
        policies={("", direction): (POLICY, inf, inf) for direction in DIRECTIONS},
        rater=SingleRater(),
        categories={},
        money=Money(),
        elsewhere={},
        decided_elsewhere={},
    )


def with_selection(decided: pd.DataFrame, day: date) -> pd.DataFrame:
    """Decisions of a day as the next ones find them: an inspection of each in the high lane, none of it done."""
    return decided.assign(to_inspect=decided["lane"] == "high", released_on=None, business_day=day)


def hits_of(answer: Answer) -> set[tuple[str, str, str]]:
    return {(answer.declaration_id, hit.parameter, hit.items) for hit in answer.hits}


def agree(seed: bytes, declarations: int, parameters: int, most_items: int, versions: int) -> None:
    chance = Random(seed)
    made = [parameter(chance, number) for number in range(parameters)]
    matched = in_jurisdiction([(each, 1) for each in made], UNITS)
    lanes_by_code = {each.code: LEVEL[each.lane] for each in made}
    folder = Path(mkdtemp())
    try:
        in_file = {f"D{number}": "" for number in range(declarations) if chance.random() < 0.5}
        highest: dict[str, int] = {}
        posts: dict[str, int] = {}
        before = first = pd.DataFrame()
        lodged: dict[str, list[dict[str, Any]]] = {}

        def find(name: str, day: date) -> Earlier | None:
            """What the batch of the first round decided on a declaration that came in its file."""
            (row,) = first[first["declaration_id"] == name].to_dict("records")
            return earlier_of(row, lodged[name], day)

        endpoint = SingleScreening(
            journals_in(folder), b"key", replace(rules(matched), decided_elsewhere=in_file), find
        )
        for round_ in range(versions):
            arriving = [version(chance, f"D{n}", most_items) for n in range(declarations) if not round_ or n % 2]
            if not arriving:
                break
            sent = [rows_of(each) for each in arriving]
            hits, decided = by_join(sent, matched, before)
            if round_ == 0:
                first = with_selection(decided, DAY)
                lodged = {rows[0]["declaration_id"]: [row | FIRST for row in rows] for rows in sent}
            posted = [each | {"packages": round_ or None} for each in arriving]
            answers = [endpoint.answer(each) for each in posted]
            oracle = {hit for rows in sent for hit in expected(rows, [each for each in made if holds_at(each, rows)])}
            assert hits == oracle
            of_file = in_file if round_ == 0 else {}
            assert {hit for answer in answers for hit in hits_of(answer)} == {
                hit for hit in oracle if hit[0] not in of_file
            }
            for answer, row in zip(answers, decided.to_dict("records"), strict=True):
                demanded = [lanes_by_code[code] for name, code, _ in oracle if name == answer.declaration_id]
                name = answer.declaration_id
                highest[name] = max([*demanded, highest.get(name, 0)])
                posts[name] = posts.get(name, 0) + 1
                assert answer.version == posts[name]
                assert LEVEL[answer.lane] == LEVEL[row["lane"]] == highest[name]
                for column in ("demanded_lane", "parameters", "items", "advice", "what_to_check"):
                    assert getattr(answer, column) == row[column], column
            if round_ == 0:
                offices = {rows[0]["declaration_id"]: rows[0]["office"] for rows in sent}
                decided_in_file = {name: offices[name] for name in in_file}
                used = {office: UsedToday(declarations=n) for office, n in Counter(decided_in_file.values()).items()}
                endpoint.use(replace(endpoint.current, decided_elsewhere=decided_in_file, elsewhere=used))
            for name in chance.sample([each["declaration_id"] for each in arriving], chance.randint(0, 1)):
                ended = endpoint.answer({"declaration_id": name, "function": "cancelled"})
                posts[name] += 1
                assert (ended.version, ended.function, ended.screened) == (posts[name], "cancelled", False)
                assert LEVEL[ended.lane] == highest[name]  # if it comes again, its lane may only rise
            decided = with_selection(decided, DAY)
            before = pd.concat([before, decided]).drop_duplicates("declaration_id", keep="last", ignore_index=True)
            before["to_inspect"] = before["to_inspect"].astype("bool")
    finally:
        shutil.rmtree(folder)


def holds_at(each: Parameter, rows: list[dict[str, Any]]) -> bool:
    """Whether a parameter can hit at the office: one that nobody knows is in the scope of the nation alone."""
    return rows[0]["office"] in UNITS.lineages or each.owner == "CN"


CASES = {
    "seed": st.binary(min_size=8, max_size=8),
    "declarations": st.integers(1, 6),
    "parameters": st.integers(1, 10),
    "most_items": st.integers(1, 12),
    "versions": st.integers(1, 3),
}


@pytest.mark.exhaustive
@pytest.mark.timeout(3_600)
@settings(max_examples=2_000, deadline=None)
@given(**CASES)
def test_join_endpoint_and_oracle_agree(
    seed: bytes, declarations: int, parameters: int, most_items: int, versions: int
) -> None:
    agree(seed, declarations, parameters, most_items, versions)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(**CASES)
def test_in_a_few_cases_join_endpoint_and_oracle_agree(
    seed: bytes, declarations: int, parameters: int, most_items: int, versions: int
) -> None:
    agree(seed, declarations, parameters, most_items, versions)
