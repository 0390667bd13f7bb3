"""Case files from a shell."""

from datetime import date

from sqlmodel import col, update

from sql.messages import as_written
from sql.register.tables import CaseJournalEntry
from sql.stores import Stores
from sql.terms import CaseKind
from tests.deployments.commands.shell import shell
from tests.persons import Officer
from tests.tasks.post_clearance.procedure import details_of, records_before, seat_team
from tests.tasks.post_clearance.test_cases import opened

DAY = date(2021, 4, 1)
ACTS = (Officer("Li", "SHA"), "--as-of", "2021-04-01")


def test_cases_are_listed_shown_taken_moved_and_closed(stores: Stores) -> None:
    number = opened(stores, "1", "2")
    listed = shell(stores, "cases", "list", "--json").json
    assert [(each["number"], each["state"], each["unit"]) for each in listed] == [(number, "proposed", "SHA")]
    assert number in shell(stores, "cases", "list").out
    assert shell(stores, "cases", "acknowledge", number, *ACTS).out.strip() == f"case {number}, acknowledged by Li"
    seat_team(stores)
    for event in ("approve", "notify", "start", "report", "conclude"):
        for record, details in [*records_before(number, event, DAY), (event, details_of(number, event, DAY))]:
            entered = [part for name, value in details.items() for part in ("--set", f"{name}={value}")]
            assert shell(stores, "cases", "move", number, record, *entered, *ACTS).status == 0
    closed = shell(stores, "cases", "close", number, "--outcome", "penalty", "--recovered-duty", "99.5", *ACTS)
    assert "state closed" in closed.out
    assert shell(stores, "cases", "list", "--json").json == []
    shown = shell(stores, "cases", "show", number, "--json").json
    assert (shown["outcome"], shown["recovered_duty"], shown["declarations"]) == ("penalty", 99.5, ["1", "2"])
    assert len(shown["grounds"]) == 2


def test_refused_moves_say_what_is_allowed(stores: Stores) -> None:
    number = opened(stores, "1")
    assert (
        "proposed allows approve, reject, not conclude"
        in shell(stores, "cases", "move", number, "conclude", *ACTS).refusal
    )
    assert "is no outcome" in shell(stores, "cases", "close", number, "--outcome", "fine", *ACTS).refusal


def test_another_unit_is_told_the_same_of_a_case_as_of_none(stores: Stores) -> None:
    number = opened(stores, "1")
    other = (Officer("Li", "QD"), "--as-of", "2021-04-01")
    for given in (
        ("show", number, "--unit", "QD"),
        ("journal", number, "--unit", "QD"),
        ("acknowledge", number, *other),
    ):
        refusal = shell(stores, "cases", *given).refusal
        assert refusal == f"QD has no case {number}: list its cases with cases list --unit QD"
    assert shell(stores, "cases", "list", "--unit", "QD", "--json").json == []
    assert "QD has no case TA-QD-2021-0001" in shell(stores, "cases", "show", "TA-QD-2021-0001", "--unit", "QD").refusal


def test_the_journal_verifies_until_somebody_changes_an_entry(stores: Stores) -> None:
    number = opened(stores, "1")
    shell(stores, "cases", "acknowledge", number, *ACTS)
    told = shell(stores, "cases", "journal", number)
    assert told.status == 0
    assert "Every entry verifies." in told.out
    assert [entry["event"] for entry in shell(stores, "cases", "journal", number, "--json").json][-1] == "acknowledge"
    with stores.register.engine.begin() as connection:
        for (name,) in connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.exec_driver_sql(f"drop trigger {name}")  # as somebody would who can write the file
        connection.execute(
            update(CaseJournalEntry).where(col(CaseJournalEntry.sequence) == 2).values(text=as_written("Nothing."))
        )
    told = shell(stores, "cases", "journal", number)
    assert told.status == 1
    assert "Entry 2 was altered" in told.err


def test_a_case_is_handed_to_another_unit_by_one_above_both(stores: Stores) -> None:
    number = opened(stores, "1")
    given = ("cases", "reassign", number, "--to", "NJG", "--reason", "its place")
    assert "may not hand" in shell(stores, *given, Officer("Li", "SHA")).refusal
    told = shell(stores, *given, Officer("Li", "SH"))
    assert told.out.strip() == f"case {number}, unit NJG"


def test_two_cases_on_one_subject_become_one(stores: Stores) -> None:
    first, second = opened(stores, "1"), opened(stores, "2", kind=CaseKind.ANTI_SMUGGLING)
    given = ("cases", "merge", first, "--into", second, *ACTS, "--reason", "one enterprise")
    assert first in shell(stores, *given).refusal


def test_cases_are_searched_by_words_and_read_page_by_page(stores: Stores) -> None:
    first, second = opened(stores, "1"), opened(stores, "2", kind=CaseKind.ANTI_SMUGGLING)

    def found(*options: str) -> list[str]:
        return [each["number"] for each in shell(stores, "cases", "list", "--json", *options).json]

    assert sorted(found()) == sorted([first, second])
    assert found("--search", "ta-sha proposed") == [first]
    assert found("--search", "CLUE x") == [second]
    assert found("--search", "%") == found("--search", "nobody") == []
    assert found("--search", "sha", "--unit", "QD") == []
    pages = [found("--per-page", "1", "--page", page) for page in ("1", "2", "3")]
    assert sorted(pages[0] + pages[1]) == sorted([first, second])
    assert pages[2] == []
    assert "Page 1 of 2; 2 cases in all." in shell(stores, "cases", "list", "--per-page", "1").out


def test_an_officer_opens_a_case_with_a_reason_and_joins_the_open_one(stores: Stores) -> None:
    given = ("cases", "open", "targeted_audit", "--on", "importer=X", "--concerned", "person=Wang Wu", *ACTS)
    assert "case TA-SHA-2021-0001, opened True" in shell(stores, *given, "--reason", "Two names, one warehouse").out
    assert "opened False" in shell(stores, *given, "--reason", "A second lorry").out
    shown = shell(stores, "cases", "show", "TA-SHA-2021-0001", "--json").json
    assert [(each["role"], each["kind"], each["name"]) for each in shown["subjects"]] == [
        ("subject", "importer", "X"),
        ("concerned", "person", "Wang Wu"),
    ]
    assert [each["ground_kind"] for each in shown["grounds"]] == ["decision", "decision"]
    refused = shell(stores, "cases", "open", "anti_smuggling", "--ground", "finding:none", *ACTS, "--reason", "so")
    assert refused.refusal == "there is no finding none that you see: copy its key from the list"
