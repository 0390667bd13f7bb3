"""One declaration at a time: the decision of the batch, kept and recorded once, from one set of versions."""

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import Lane
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.decision.shadow_hits import count_shadow_hits
from tasks.clearance.endpoint.current_rules import current_rules, fingerprint
from tasks.clearance.endpoint.earlier import decided_in_batches
from tasks.clearance.endpoint.journals import journals_in, journals_of
from tasks.clearance.endpoint.recording import record_answers
from tasks.clearance.endpoint.screening import SingleScreening
from tasks.clearance.inspections.cancellation import withdraw_cancelled
from tasks.collection.collect import collect_file
from tasks.collection.one_declaration import DeclarationRefusedError
from tasks.collection.prepare import prepare_register
from tasks.parameters.life import draft, review_parameter
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.prepared import prepared
from tasks.records.decisions import decisions_up_to
from tests.tasks.clearance.decision.test_screen import policy, policy_of_exports
from tests.tasks.clearance.endpoint.answering import SUSPECT, answering, declared, found
from tests.tasks.clearance.lodged import DAY, EVE, KEY, enforce, lodge, parameter


def test_the_answer_says_lane_what_to_check_and_why(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", '{"net_mass": {"max": 5}}', lane=Lane.MEDIUM))
    screening = answering(stores)
    suspect = screening.answer(declared("B", importer="I9"))
    assert (suspect.lane, suspect.selected_by, suspect.selection_probability) == ("high", "parameter", 1.0)
    assert suspect.advice == "High risk! Targeted check! instruction of CN-1, because: reason of CN-1"
    assert (suspect.what_to_check, suspect.parameters) == ("instruction of CN-1", "CN-1")
    assert [(hit.parameter, hit.version, hit.effect) for hit in suspect.hits] == [("CN-1", 1, "steered")]
    assert screening.answer(declared("A")).advice == "OK"
    assert screening.answer(declared("C", net_mass=1)).lane == "medium"


def test_one_at_a_time_and_as_a_batch_declarations_get_the_same(stores: Stores, tmp_path: Path) -> None:
    """Where neither caps nor capacity bind; with them, who comes first comes first."""
    policy(stores, random_rate=0.3, inspections_per_day=1_000)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("SH-1", '{"hs_code": {"prefix": ["09"]}}', owner="SH"))
    rows = [
        declared(f"D{number}", importer=f"I{number % 10}", hs_code=("870310", "090121")[number % 2])
        for number in range(60)
    ]
    screening = answering(stores)
    answers = {row["declaration_id"]: screening.answer(row) for row in rows}
    as_batch = Stores.embedded(tmp_path / "batch")
    prepare_register(as_batch)
    policy(as_batch, random_rate=0.3, inspections_per_day=1_000)
    enforce(as_batch, parameter("CN-1", SUSPECT), parameter("SH-1", '{"hs_code": {"prefix": ["09"]}}', owner="SH"))
    lodge(as_batch, [{**row, "lodged_on": DAY} for row in rows])
    screen_day(as_batch, DAY, KEY)
    decided = decisions_up_to(as_batch, DAY)
    columns = ["lane", "demanded_lane", "parameters", "selected_by", "selection_probability", "advice"]
    plain = decided.astype("object").where(decided.notna(), None)
    for row in plain.to_dict("records"):
        answer = answers[row["declaration_id"]]
        assert {name: getattr(answer, name) for name in columns} == {name: row[name] for name in columns}
    assert decided["selected_by"].value_counts().to_dict().keys() == {"parameter", "chance"}


def test_sent_again_a_declaration_gets_the_same_answer(stores: Stores) -> None:
    policy(stores, inspections_per_day=1)
    enforce(stores, parameter("CN-1", SUSPECT))
    screening = answering(stores)
    first = screening.answer(declared("A", importer="I9"))
    assert screening.answer(declared("B", importer="I9")).advice.startswith("Check the documents, no capacity to open")
    assert screening.answer(declared("A", importer=" I9 ")) == first
    assert answering(stores).answer(declared("A", importer="I9")) == first  # also by a process that was started again


def test_another_content_is_an_amendment_whose_lane_only_rises(stores: Stores, tmp_path: Path) -> None:
    policy(stores, inspections_per_day=2)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", '{"net_mass": {"max": 5}}', lane=Lane.MEDIUM))
    screening = answering(stores)
    assert screening.answer(declared("A")).lane == "low"
    raised = screening.answer(declared("A", importer="I9"))
    assert (raised.version, raised.lane, raised.selected_by) == (2, "high", "parameter")
    kept = screening.answer(declared("A", net_mass=1))
    assert (kept.version, kept.lane, kept.selected_by, kept.parameters) == (3, "high", None, "CN-1;CN-2")
    assert (kept.advice, kept.what_to_check) == (raised.advice, "instruction of CN-1")
    assert screening.answer(declared("A")).version == 1  # a message that was sent again, though late
    screening = answering(stores)  # a process that was started again
    assert screening.answer(declared("A", net_mass=1)) == kept
    lanes = [screening.answer(declared(name, importer="I9")).lane for name in "BC"]
    assert lanes == ["high", "medium"]  # A took one of two inspections, once
    record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    decided = decisions_up_to(stores, DAY).set_index("declaration_id")
    (latest,) = decided.loc[["A"]].to_dict("records")
    assert (latest["version"], latest["lane"], latest["selected_by"]) == (3, "high", "parameter")
    rows = pd.concat([pq.read_table(path).to_pandas() for path in (tmp_path / "inbox").iterdir()])
    of_a = rows[rows["declaration_id"] == "A"].sort_values("version")
    assert of_a["function"].tolist() == ["lodged", "amended", "amended"]
    assert of_a["received_at"].notna().tolist() == [False, True, True]
    inspections = stores.register.read(Inspection, ["declaration_id", "version"], order_by=["declaration_id"])
    assert inspections.values.tolist() == [["A", 3], ["B", 1]]


def test_a_declaration_of_several_items_gets_the_lane_of_the_batch(stores: Stores, tmp_path: Path) -> None:
    cars = '{"hs_code": {"prefix": ["8703"]}, "total_net_mass": {"min": 25}}'
    policy(stores, inspections_per_day=100)
    enforce(stores, parameter("CN-1", cars), parameter("CN-2", '{"net_mass": {"max": 5}}'))
    items = [{"hs_code": "870310", "net_mass": 20.0}, {"hs_code": "090121", "net_mass": 1.0}]
    items.append({"hs_code": "8703.90", "net_mass": 10.0})
    header = {name: declared("A")[name] for name in ("declaration_id", "lodged_on", "office", "importer")}
    screening = answering(stores)
    answer = screening.answer(header | {"items": items})
    assert (answer.lane, answer.parameters, answer.items) == ("high", "CN-1;CN-2", "1;2;3")
    assert answer.what_to_check == "items 1, 3: instruction of CN-1; item 2: instruction of CN-2"
    assert [hit.items for hit in answer.hits] == ["1;3", "2"]
    assert screening.answer(header | {"items": items[::-1]}) == answer
    record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    (path,) = (tmp_path / "inbox").iterdir()
    assert len(pq.read_table(path)) == 3
    lodge(stores, [header | item | {"item_number": n} for n, item in enumerate(items, start=1)])
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 0


def test_exports_have_the_policy_that_is_set_for_exports(stores: Stores) -> None:
    policy(stores)
    policy_of_exports(stores, random_rate=1.0)
    found(stores)
    screening = answering(stores)
    assert screening.answer(declared("A", direction="export")).selected_by == "chance"
    assert screening.answer(declared("B", direction="export", office="ODESSA")).selected_by == "chance"
    assert screening.answer(declared("C", direction="import")).selected_by is None
    assert screening.answer(declared("D")).selected_by is None


def test_an_unknown_office_has_the_policy_of_the_nation(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("SH-1", SUSPECT, owner="SH"))
    answer = answering(stores).answer(declared("A", office="ODESSA", importer="I9"))
    assert (answer.lane, answer.parameters, answer.office) == ("high", "CN-1", "ODESSA")
    missing = {
        name: value for name, value in declared("B", net_mass="12,5").items() if name not in ("office", "importer")
    }
    assert answering(stores).answer(missing).lane == "low"


def test_a_line_that_was_cut_short_counts_as_no_answer(stores: Stores) -> None:
    policy(stores)
    found(stores)
    answering(stores).answer(declared("A"))
    path = next((stores.folder / "one-at-a-time").glob("*.jsonl"))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    screening = answering(stores)
    assert len(screening.journals[DAY]) == 1
    screening.answer(declared("B"))
    assert len(answering(stores).journals[DAY]) == 2


def test_an_answer_that_a_full_disk_cannot_keep_is_not_given_and_spoils_no_other(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(stores)
    found(stores)
    screening = answering(stores)
    first = screening.answer(declared("A"))
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda file, line: write(file, line[:20]))
        with pytest.raises(OSError, match="only 20 could be kept"):
            screening.answer(declared("B"))
    third = screening.answer(declared("C"))
    again = answering(stores)
    assert len(again.journals[DAY]) == 2
    assert [again.answer(declared(name)) for name in "AC"] == [first, third]


@pytest.mark.parametrize(
    ("values", "column"),
    [({"hs_code": "8703"}, "hs_code"), ({"net_mass": -1}, "net_mass"), ({"lodged_on": "2021-03-01"}, "lodged_on")],
)
def test_what_collection_would_refuse_and_other_days_are_refused(
    stores: Stores, values: dict[str, Any], column: str
) -> None:
    screening = answering(stores)
    with pytest.raises(DeclarationRefusedError) as refused:
        screening.answer(declared("A", **values))
    assert refused.value.column == column
    assert len(screening.journals[DAY]) == 0


def test_answers_are_recorded_once_and_their_declarations_go_to_collection(stores: Stores, tmp_path: Path) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    screening, inbox = answering(stores), tmp_path / "inbox"
    journal = screening.journals[DAY]
    answers = [screening.answer(declared(f"D{number}", importer=f"I{number % 10}")) for number in range(20)]
    assert record_answers(stores, journal, inbox) == 20
    assert record_answers(stores, journal, inbox) == 0
    screening.answer(declared("late", licences=["L1"]))
    assert record_answers(stores, journal, inbox) == 1
    decided = decisions_up_to(stores, DAY).set_index("declaration_id")
    assert decided["lane"].to_dict() == {each.declaration_id: each.lane for each in answers} | {"late": "low"}
    inspections = stores.register.read(Inspection, ["declaration_id", "what_to_check"], order_by=["declaration_id"])
    assert inspections["declaration_id"].tolist() == ["D19", "D9"]
    assert inspections["what_to_check"].tolist() == ["instruction of CN-1"] * 2
    arrived = pd.concat([pq.read_table(path).to_pandas() for path in sorted(inbox.iterdir())])
    assert sorted(arrived["declaration_id"]) == sorted(decided.index)


def test_a_file_that_was_not_delivered_is_delivered_at_the_next_start(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(stores)
    found(stores)
    answering(stores).answer(declared("A"))

    def pulled(*_: object) -> None:
        raise RuntimeError("pulled the plug")

    with monkeypatch.context() as broken:
        broken.setattr("tasks.clearance.endpoint.recording._deliver", pulled)
        with pytest.raises(RuntimeError, match="plug"):
            record_answers(stores, answering(stores).journals[DAY], tmp_path / "inbox")
    assert record_answers(stores, answering(stores).journals[DAY], tmp_path / "inbox") == 0
    assert len(list((tmp_path / "inbox").iterdir())) == 1
    assert len(decisions_up_to(stores, DAY)) == 1


def test_the_next_batch_leaves_alone_what_was_answered(stores: Stores, tmp_path: Path) -> None:
    policy(stores, inspections_per_day=1)
    enforce(stores, parameter("CN-1", SUSPECT))
    screening = answering(stores)
    screening.answer(declared("A", importer="I9"))
    record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}, {"declaration_id": "B", "importer": "I9"}])
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 1
    decided = decisions_up_to(stores, DAY).set_index("declaration_id")["lane"]
    assert decided.to_dict() == {"A": "high", "B": "medium"}  # the first used the capacity up
    screening.use(current_rules(stores, DAY))
    again = screening.answer(declared("B", importer="I9"))
    assert (again.version, again.lane, len(screening.journals[DAY])) == (1, "medium", 1)


def test_an_amendment_of_a_declaration_of_a_file_is_decided_as_the_batch_does(stores: Stores, tmp_path: Path) -> None:
    policy(stores, inspections_per_day=2)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", '{"net_mass": {"max": 5}}', lane=Lane.MEDIUM))
    sent = tmp_path / "sent.csv"
    pd.DataFrame([declared("A"), declared("B", importer="I9")]).to_csv(sent, index=False)
    collect_file(stores, sent, DAY, EVE)
    screen_day(stores, DAY, KEY)
    screening = answering(stores)
    raised = screening.answer(declared("A", importer="I9"))
    assert (raised.version, raised.lane, raised.selected_by) == (2, "high", "parameter")
    kept = screening.answer(declared("B", net_mass=1))
    assert (kept.version, kept.lane, kept.selected_by, kept.parameters) == (2, "high", None, "CN-1;CN-2")
    assert (kept.advice, kept.what_to_check) == (raised.advice, "instruction of CN-1")
    assert screening.answer(declared("C", importer="I9")).lane == "medium"  # A and B took the capacity, each once
    record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    decided = decisions_up_to(stores, DAY).set_index("declaration_id")
    assert decided["version"].to_dict() == {"A": 2, "B": 2, "C": 1}
    assert decided["lane"].to_dict() == {"A": "high", "B": "high", "C": "medium"}
    for path in (tmp_path / "inbox").iterdir():
        assert collect_file(stores, path, DAY, EVE)["rows_accepted"] == 3
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 0
    with stores.lake.connect("declaration_versions") as lake:
        rows = lake.sql("select declaration_id || version, function from declaration_versions order by all").fetchall()
    assert [name for name, function in rows if function == "lodged"] == ["A1", "B1", "C1"]
    assert [name for name, function in rows if function == "amended"] == ["A2", "B2"]


def test_a_declaration_that_waits_for_inspection_is_amended_on_a_later_day(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", '{"net_mass": {"max": 5}}', lane=Lane.MEDIUM))
    lodge(stores, [{"declaration_id": "A"}, {"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    tomorrow = DAY + timedelta(days=1)
    rules, find = current_rules(stores, tomorrow), decided_in_batches(stores)
    screening = SingleScreening(journals_of(stores), KEY, rules, find)
    sent = declared("B", net_mass=1)
    for again in (sent, {name: value for name, value in sent.items() if name != "lodged_on"}):
        answer = screening.answer(again)
        assert (answer.version, answer.lane, answer.business_day) == (2, "high", tomorrow.isoformat())
    for version, mass in ((2, 9), (3, 1)):  # A is released
        answer = screening.answer(declared("A", importer="I9", net_mass=mass))
        assert (answer.version, answer.lane, answer.screened, answer.selected_by) == (version, "low", False, None)
    with pytest.raises(DeclarationRefusedError, match="not the business day"):
        screening.answer(declared("X"))


def test_a_cancellation_ends_a_declaration_wherever_it_came_from(stores: Stores, tmp_path: Path) -> None:
    policy(stores, inspections_per_day=2)
    enforce(stores, parameter("CN-1", SUSPECT))
    sent, inbox = tmp_path / "sent.csv", tmp_path / "inbox"
    pd.DataFrame([declared("A", importer="I9"), declared("B")]).to_csv(sent, index=False)
    collect_file(stores, sent, DAY, EVE)
    screen_day(stores, DAY, KEY)
    screening = answering(stores)
    screening.answer(declared("C", importer="I9"))
    for name, lane in (("A", "high"), ("C", "high"), ("B", "low")):
        answer = screening.answer({"declaration_id": name, "function": "cancelled"})
        assert (answer.version, answer.function, answer.screened, answer.lane) == (2, "cancelled", False, lane)
        assert screening.answer({"declaration_id": name, "function": "cancelled"}) == answer
    assert screening.answer(declared("D", importer="I9")).lane == "medium"  # the capacity of the day is used up
    with pytest.raises(DeclarationRefusedError, match="no lane here"):
        screening.answer({"declaration_id": "X9", "function": "cancelled"})
    journal = screening.journals[DAY]
    assert [record_answers(stores, journal, inbox), record_answers(stores, journal, inbox)] == [5, 0]
    assert record_answers(stores, answering(stores).journals[DAY], inbox) == 0
    assert decisions_up_to(stores, DAY)["version"].tolist() == [1, 1, 1, 1]
    for path in sorted(inbox.iterdir(), reverse=True):  # the cancellation of C before C
        collect_file(stores, path, DAY, EVE)
    with stores.lake.connect("declarations", "declaration_changes") as lake:
        assert lake.sql("select declaration_id from declarations").fetchall() == [("D",)]
        (received,) = lake.sql("select max(received_at)::date from declaration_changes").fetchall()[0]
    withdraw_cancelled(stores, received)
    inspections = stores.register.read(Inspection, ["declaration_id", "state"], order_by=["declaration_id"])
    assert inspections.values.tolist() == [["A", "withdrawn"], ["C", "withdrawn"]]
    told = SingleScreening(
        journals_in(tmp_path / "another"), KEY, current_rules(stores, DAY), decided_in_batches(stores)
    )
    again = told.answer({"declaration_id": "A", "function": "cancelled"})  # a file told it already
    assert (again.version, again.function, len(told.journals[DAY])) == (2, "cancelled", 0)


def test_what_files_used_up_of_the_capacity_is_gone(stores: Stores) -> None:
    policy(stores, inspections_per_day=1)
    enforce(stores, parameter("CN-1", SUSPECT))
    lodge(stores, [{"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    assert answering(stores).answer(declared("A", importer="I9")).lane == "medium"


def test_a_suspension_is_noticed_and_ends_the_effect(stores: Stores) -> None:
    policy(stores)
    (key,) = enforce(stores, parameter("CN-1", SUSPECT))
    screening = answering(stores)
    before = fingerprint(stores)
    assert fingerprint(stores) == before
    old = screening.answer(declared("A", importer="I9"))
    review_parameter(stores, key, move="suspend", actor="Wang", unit="CN", as_of=DAY, reason="too wide")
    assert fingerprint(stores) != before
    screening.use(current_rules(stores, DAY))
    new = screening.answer(declared("B", importer="I9"))
    assert (old.lane, new.lane) == ("high", "low")
    assert old.version_set != new.version_set


@pytest.fixture
def short_turns() -> Iterator[None]:
    """Threads change places as often as in the server: with longer turns few of the changes would be met."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0001)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("short_turns")
def test_every_answer_comes_from_one_set_of_versions_while_they_change(stores: Stores) -> None:
    """Each set holds the same ten parameters in one version of their own: no answer mixes two."""
    policy(stores, parameter_cap=1.0)
    found(stores)
    first = current_rules(stores, DAY)
    sets = []
    for version in range(1, 21):
        hitting = [MatchedParameter(parameter(f"CN-{n}", SUSPECT), version, None) for n in range(10)]
        sets.append(replace(first, identity=f"set {version}", parameters=prepared(hitting)))
    screening = SingleScreening(journals_of(stores), KEY, sets[0], decided_in_batches(stores))
    told: list[tuple[str, set[int], int]] = []

    def ask(thread: int) -> None:
        for number in range(150):
            answer = screening.answer(declared(f"{thread}-{number}", importer="I9"))
            told.append((answer.version_set, {hit.version for hit in answer.hits}, len(answer.hits)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    changes = 0
    while any(each.is_alive() for each in threads):
        changes += 1
        screening.use(sets[changes % len(sets)])
    assert len(told) == 600
    assert all((name, count) == (f"set {versions.pop()}", 10) and not versions for name, versions, count in told)
    assert len({name for name, _, _ in told}) > 2


def test_a_new_day_begins_with_its_own_set(stores: Stores) -> None:
    policy(stores)
    found(stores)
    screening = answering(stores)
    screening.answer(declared("A"))
    tomorrow = DAY + timedelta(days=1)
    screening.use(current_rules(stores, tomorrow))
    assert screening.answer(declared("A2", lodged_on=tomorrow.isoformat())).business_day == tomorrow.isoformat()
    with pytest.raises(DeclarationRefusedError, match="not the business day"):
        screening.answer(declared("B"))


def test_shadow_waits_until_collection_has_what_was_answered(stores: Stores, tmp_path: Path) -> None:
    policy(stores)
    found(stores)
    with stores.register.writing() as session:
        (key,) = draft(session, [parameter("CN-7", SUSPECT)], actor="Li", unit="CN", as_of=EVE)
    for move in ("test", "approve", "shadow"):
        review_parameter(stores, key, move=move, actor="Wang", unit="CN", as_of=EVE, reason="because")
    screening = answering(stores)
    screening.answer(declared("A", importer="I9"))
    record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    assert count_shadow_hits(stores, DAY) == 0
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}])
    assert count_shadow_hits(stores, DAY) == 1
