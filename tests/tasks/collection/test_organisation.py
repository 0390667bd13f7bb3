"""The organisation of another administration: refused as a whole or taken as a whole, and in force on its days."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sql.jurisdiction import Organisation
from sql.reference import national_unit, open_units, organisation, use_organisation
from sql.register.tables import AuditEntry, RiskParameter
from sql.stores import Stores
from tasks.collection.organisation import load_organisation
from tasks.collection.organisation_file import OrganisationFaultsError, read_organisation
from tasks.collection.prepare import prepare_register
from tasks.parameters.listing import parameters_seen
from tasks.parameters.starter import load_starter_parameters
from tests.tasks.clearance.lodged import enforce, parameter

DAY = date(2026, 3, 2)
KENYA = """code,name,level,parent,traffic
KRA,Kenya Revenue Authority,national,,
COA,Coast region,regional,KRA,
MSA,Port of Mombasa,local,COA,sea_port
NBO,Airport of Nairobi,local,KRA,airport
"""


@pytest.fixture(autouse=True)
def seed_again() -> Iterator[None]:
    """Other tests work with the organisation that the system comes with."""
    yield
    use_organisation(None)


def written(folder: Path, text: str) -> Path:
    path = folder / "units.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, rows: str, header: str = "code,name,level,parent,traffic,valid_from,valid_to") -> list[str]:
    with pytest.raises(OrganisationFaultsError) as refused:
        read_organisation(written(folder, f"{header}\n{rows}"))
    return str(refused.value).splitlines()


def load(stores: Stores, folder: Path, text: str) -> None:
    load_organisation(stores, written(folder, text), actor="Li", as_of=DAY)


def test_the_organisation_of_a_file_is_that_of_the_installation(stores: Stores, tmp_path: Path) -> None:
    assert national_unit() == "CN"
    load(stores, tmp_path, KENYA)

    units = Organisation(organisation())
    assert national_unit() == units.nation == "KRA"
    assert units.below("COA") == ["COA", "MSA"]
    assert units.at_level("MSA", "regional") == "COA"
    assert units.at_level("NBO", "regional") is None
    assert units.common(["MSA", "NBO"]) == "KRA"
    (entry,) = stores.register.read(AuditEntry, ["entity", "action", "actor", "unit"]).to_dict("records")
    assert entry == {"entity": "organisation", "action": "load", "actor": "Li", "unit": "KRA"}


def test_whoever_opens_the_stores_again_has_their_organisation(stores: Stores, tmp_path: Path) -> None:
    load(stores, tmp_path, KENYA)
    use_organisation(None)
    Stores.embedded(stores.folder)

    assert national_unit() == "KRA"
    Stores.embedded(tmp_path / "others")
    assert national_unit() == "CN"


def test_the_same_organisation_again_changes_nothing(stores: Stores, tmp_path: Path) -> None:
    first = load_organisation(stores, written(tmp_path, KENYA), actor="Li", as_of=DAY)
    again = load_organisation(stores, written(tmp_path, KENYA), actor="Li", as_of=DAY)

    assert (first.units, first.new, again.new) == (4, True, False)
    assert len(stores.register.read(AuditEntry, ["sequence"])) == 1


def test_cn_stands_for_the_nation_and_an_unknown_office_is_the_nations_alone(stores: Stores, tmp_path: Path) -> None:
    load(stores, tmp_path, KENYA)
    units = Organisation(organisation())

    assert units.seen_by("CN") == units.seen_by("KRA")
    assert units.holds("KRA", "9999")
    assert not units.holds("COA", "9999")
    assert units.above("9999") == "KRA"
    assert units.common(["MSA", "9999"]) == "KRA"


def test_a_later_organisation_counts_from_its_first_day_and_closed_offices_are_still_seen(
    stores: Stores, tmp_path: Path
) -> None:
    load(stores, tmp_path, KENYA)
    new = """code,name,parent,valid_from
KRA,Kenya Revenue Authority,,2026-07-01
COA,Coast region,KRA,2026-07-01
LAU,Port of Lamu,COA,2026-07-01
"""
    load(stores, tmp_path, new)

    before, after = (open_units(day)["code"].tolist() for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert before == ["KRA", "COA", "MSA", "NBO"]
    assert after == ["KRA", "COA", "LAU"]
    later = Organisation(organisation(date(2026, 7, 1)))
    assert set(later.seen_by("COA")) == {"COA", "LAU", "MSA"}
    assert "NBO" in later.seen_by("KRA")
    assert "LAU" in Organisation(organisation(date(2026, 1, 1))).seen_by("KRA")


def test_before_its_first_day_the_first_organisation_counts(stores: Stores, tmp_path: Path) -> None:
    load(stores, tmp_path, "code,name,parent,valid_from\nKRA,Authority,,2026-07-01\nMSA,Mombasa,KRA,2026-07-01\n")

    assert open_units(date(2020, 1, 1))["code"].tolist() == ["KRA", "MSA"]


def test_a_unit_may_move_under_another_one(stores: Stores, tmp_path: Path) -> None:
    moved = """code,name,parent,valid_from,valid_to
KRA,Authority,,,
A,Region A,KRA,,
B,Region B,KRA,,
MSA,Mombasa,A,,2026-06-30
MSA,Mombasa,B,2026-07-01,
"""
    load(stores, tmp_path, moved)

    assert Organisation(organisation(date(2026, 6, 30))).above("MSA") == "A"
    assert Organisation(organisation(date(2026, 7, 1))).above("MSA") == "B"


def test_levels_follow_from_the_tree_where_none_is_named(tmp_path: Path) -> None:
    flat = read_organisation(written(tmp_path, "code,name,parent\nA,Authority,\nB,Office,A\n"))
    deep = read_organisation(written(tmp_path, "code,name,parent\nA,a,\nB,b,A\nC,c,B\nD,d,C\nE,e,D\n"))

    assert flat["level"].tolist() == ["national", "regional"]
    assert deep["level"].tolist() == ["national", "sub_center", "regional", "local", "local"]


def test_all_faults_are_told_at_once_each_in_a_sentence(tmp_path: Path) -> None:
    rows = "A,Authority,top,,,,\n,Nameless,local,A,,,\nB,,local,A,river,,\n"
    rows += "C/1,C,local,A,,soon,\nD,D,local,A,,2026-02-01,2026-01-01\n"

    assert faults(tmp_path, rows) == [
        "row 1: top is no level: write national, sub_center, regional or local",
        "row 2: the code is missing",
        "row 3: the name is missing",
        "row 3: river is no traffic: write sea_port, airport, land_border or inland",
        "row 4: the code C/1 has a sign that no code may have: / ; or |",
        "row 4: valid_from soon is no date: write YYYY-MM-DD",
        "row 5: valid_from 2026-02-01 lies after valid_to 2026-01-01",
    ]


def test_a_tree_has_one_top_no_circle_and_each_unit_once_at_a_time(tmp_path: Path) -> None:
    rows = "A,a,,,,,\nB,b,,,,,\nC,c,,D,,,\nD,d,,C,,,\nE,e,,X,,,\nE,e,,A,,,\n"

    assert faults(tmp_path, rows) == [
        "rows 5, 6: the code E is there 2 times at once",
        "2 units have no parent (A, B): one alone is at the top",
        "row 5: the parent X of E is no unit of the file",
        "C, D lie below themselves: a parent cannot be below its own unit",
    ]
    assert faults(tmp_path, "A,a,,B,,,\nB,b,,A,,,\n")[0] == "no unit is at the top: leave the parent of one unit empty"


def test_a_parent_that_closes_before_its_unit_is_a_fault_on_that_day(tmp_path: Path) -> None:
    rows = "A,a,,,,,\nB,b,,A,,,2026-06-30\nC,c,,B,,,\n"

    assert faults(tmp_path, rows) == ["row 3: the parent B of C is no unit of the file on 2026-07-01"]


def test_a_file_without_the_columns_says_what_an_organisation_needs(tmp_path: Path) -> None:
    assert faults(tmp_path, "1,2\n", "code,title")[0].startswith("units.csv has no column name, parent")


def test_a_new_installation_starts_with_parameters_of_its_own_units(tmp_path: Path) -> None:
    stores = Stores.embedded(tmp_path / "new")
    load(stores, tmp_path, KENYA)
    prepare_register(stores)
    load_starter_parameters(stores, DAY)
    drafted = parameter("P-1", '{"importer": {"in": ["I9"]}}')  # of CN, as published files name the nation
    enforce(stores, drafted, as_of=DAY)

    owners = stores.register.read(RiskParameter, ["code", "owner"]).set_index("code")["owner"]
    assert set(owners.drop("P-1")) == {"KRA"}
    assert "P-1" in parameters_seen(stores, "KRA")["code"].tolist()
