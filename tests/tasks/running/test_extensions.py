"""An administration adds one of each kind without changing the package, by a folder or by entry points."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tests.extensions
from deployments.checks import check_extensions
from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import Finding, HandlingMeasure, Hint, ProcessingTradeManual
from sql.stores import Stores
from sql.terms import Severity
from tasks.analysis.analyse import analyse
from tasks.analysis.method import DETECTOR_KIND, Detector
from tasks.analysis.request import AnalysisRequest
from tasks.collection.collect import collect_file
from tasks.collection.sources.recognised import SOURCE_FORMAT_KIND
from tasks.delivery.channels import CHANNEL_KIND
from tasks.delivery.deliver import deliver, fan_out
from tasks.handling.propose import propose_handling
from tasks.notification.outbox import Announcement, announce
from tasks.reporting.lifecycle_report import report_lifecycle
from tasks.reporting.sections import SECTION_KIND, section_writers
from tasks.running import extensions
from tasks.running.extensions import SETTING, ExtensionError, Kind, folder_problems
from tasks.supervision.hint_rule import HINT_RULE_KIND
from tasks.supervision.supervise import raise_hints
from tests.tasks.analysis.trade import AS_OF, coffee, declared, know_one_enterprise, recent_day

EXAMPLES = Path(tests.extensions.__file__).parent
ALL: tuple[Kind[Any], ...] = (DETECTOR_KIND, HINT_RULE_KIND, SOURCE_FORMAT_KIND, CHANNEL_KIND, SECTION_KIND)
Added = Callable[[Path], None]


def _forget() -> None:
    for kind in ALL:
        kind.__dict__.pop("_found", None)
    folder_problems.cache_clear()
    for name in [name for name in sys.modules if name.startswith(f"{extensions.__name__}.")]:
        del sys.modules[name]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Added]:
    """Uses a folder as the setting would."""

    def use(path: Path) -> None:
        monkeypatch.setattr(extensions, "__path__", [str(path)])
        _forget()

    yield use
    monkeypatch.undo()
    _forget()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Installs a package with these entry points."""

    def install(points: str) -> None:
        about = tmp_path / "installed" / "port_customs-1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: port-customs\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(points)
        monkeypatch.syspath_prepend(str(about.parent))
        _forget()

    yield install
    monkeypatch.undo()
    _forget()


@pytest.fixture(params=["folder", "entry points"])
def extended(request: pytest.FixtureRequest) -> None:
    """The installation with one example of each kind, added in both ways."""
    if request.param == "folder":
        request.getfixturevalue("folder")(EXAMPLES)
        return
    examples = [path for path in EXAMPLES.glob("*/*.py") if path.stem != "__init__"]
    points = [
        f"[customs_risk.{path.parent.name}]\n{path.stem} = tests.extensions.{path.parent.name}.{path.stem}"
        for path in examples
    ]
    assert len(points) == len(ALL)
    request.getfixturevalue("installed")("\n".join(points))


@pytest.mark.usefixtures("extended")
def test_a_detector_from_outside_finds_and_its_finding_is_handled(stores: Stores) -> None:
    know_one_enterprise(stores)
    animals = declared(importer=["ZOO"] * 3, hs_code="010612", lodged_on=recent_day())
    for name, rows in (("past", coffee(60)), ("now", animals)):
        numbered = rows.assign(declaration_id=[f"{name}{number}" for number in range(len(rows))])
        stores.lake.write_by_month("declarations", "lodged_on", name, numbered)
    report = stores.folder / analyse(stores, AS_OF, AnalysisRequest())["report"]
    found = stores.register.read(Finding, ["detector", "subject", "statement"])
    found = found[found["detector"] == "live_animals"]
    assert found[["subject", "statement"]].astype("str").values.tolist() == [["ZOO", "Live animals in 3 declarations."]]
    assert "Convention on International Trade in Endangered Species" in report.read_text(encoding="utf-8")
    propose_handling(stores, AS_OF)
    measures = stores.register.read(HandlingMeasure, ["kind", "content"])
    assert measures.loc[measures["content"].astype("str").str.contains("ZOO"), "kind"].tolist() == ["ask_inspection"]


@pytest.mark.usefixtures("extended")
def test_a_hint_rule_from_outside_raises_its_hint(stores: Stores) -> None:
    manual = {"number": "C1", "enterprise": "IMP1", "office": "SHA1", "hs_code": "520522", "opened_on": AS_OF}
    manual |= {"expires_on": date(2021, 12, 31), "imported_quantity": 0.0, "exported_quantity": 0.0}
    manual |= {"unit_consumption": 1.0, "scrap_share": 0.0, "duty_suspended": 0.0}
    with stores.register.writing() as session:
        insert_new(session, ProcessingTradeManual, [manual])
    raise_hints(stores, AS_OF)
    hints = stores.register.read(Hint, ["rule", "subject", "unit"])
    assert hints.values.tolist() == [["idle_manual", "C1", "SHA1"]]


@pytest.mark.usefixtures("extended")
def test_a_file_in_a_format_from_outside_is_collected(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "port.csv"
    path.write_text("B/L,Port,Arrival,Box,Gross kg\nB1,SHA1,2020-05-04,C1,900\n", encoding="utf-8")
    collected = collect_file(stores, path, AS_OF, AS_OF)
    assert (collected["state"], collected["rows_accepted"]) == ("collected", 1)


@pytest.mark.usefixtures("extended")
def test_a_channel_from_outside_delivers(stores: Stores, tmp_path: Path) -> None:
    with stores.register.writing() as session:
        written = as_written("Case A"), as_written("Read the file.")
        announce(session, [Announcement("case", "A", "SHA", Severity.HIGH, AS_OF, *written)])
    fan_out(stores, AS_OF, [{"unit": "CN", "kind": "*", "min_severity": "low", "channel": "telex"}])
    spool = tmp_path / "spool.txt"
    assert deliver(stores, AS_OF, {"telex": f"spool://{spool}"})["notifications_delivered"] == 1
    assert spool.read_text(encoding="utf-8") == "SHA: Case A\n"


@pytest.mark.usefixtures("extended")
def test_a_section_from_outside_stands_in_its_place_in_the_report(stores: Stores) -> None:
    report = report_lifecycle(stores, date(2021, 1, 1), date(2021, 1, 31), seed=1)["report"]
    assert "No day was lost up to 2021-01-31." in Path(report).read_text(encoding="utf-8")
    names = [writer.name for writer in section_writers()]
    assert names[names.index("lanes") : names.index("selection") + 1] == ["lanes", "weather", "selection"]


def test_the_setting_names_the_folder_in_every_process(folder: Added) -> None:
    folder(EXAMPLES)
    pickled = pickle.dumps(DETECTOR_KIND.members[-1]).hex()  # as it goes to a worker of a cluster
    script = f"import pickle; print(pickle.loads(bytes.fromhex('{pickled}')).find.__module__)"
    environment = {**os.environ, SETTING: str(EXAMPLES)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{extensions.__name__}.detectors.live_animals"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


ANIMALS = (EXAMPLES / "detectors" / "live_animals.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "import nothing_of_this_name",
            "fails to import: ModuleNotFoundError: No module named 'nothing_of_this_name'.",
        ),
        ("raise SystemExit(1)", "fails to import: SystemExit: 1."),
        ("DETECTOR = 1", "lists no Detector: define DETECTORS = (Detector(…),) in it."),
        ("DETECTORS = ('live_animals',)", "lists no Detector: define DETECTORS = (Detector(…),) in it."),
        (
            ANIMALS.replace('"live_animals"', '"surge"'),
            "and tasks.analysis.revenue.surge both list a Detector surge: rename one of them.",
        ),
        (
            "from dataclasses import replace\nfrom tasks.analysis.revenue import surge\n"
            "DETECTORS = (replace(surge.DETECTORS[0], name='swell'),)",
            "the Detector swell has no handling rule: give it `handling`, or a row in the reference table "
            "handling_rules.",
        ),
    ],
)
def test_a_module_from_outside_that_cannot_be_used_is_named_and_takes_no_other_with_it(
    folder: Added, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, sentence: str
) -> None:
    broken = write(tmp_path / "detectors" / "broken.py", text)
    write(tmp_path / "detectors" / "live_animals.py", ANIMALS)
    folder(tmp_path)
    names = [detector.name for detector in DETECTOR_KIND.members]
    assert names[-1] == "live_animals"
    assert len(names) == len(set(names))
    (problem,) = DETECTOR_KIND.problems
    assert problem.startswith(str(broken))
    assert problem.endswith(f"{sentence} It is left out.")
    assert problem in caplog.text
    assert problem in [checked.sentence for checked in check_extensions() if not checked.well]


def test_two_from_outside_of_one_name_are_refused_by_a_sentence_that_names_both(folder: Added, tmp_path: Path) -> None:
    files = [write(tmp_path / "detectors" / f"{name}.py", ANIMALS) for name in ("one", "two")]
    folder(tmp_path)
    (problem,) = DETECTOR_KIND.problems
    assert all(str(file) in problem for file in files)


def test_an_entry_point_that_leads_nowhere_is_named(installed: Callable[[str], None]) -> None:
    installed("[customs_risk.detectors]\nwhales = port_customs.whales\n")
    (problem,) = DETECTOR_KIND.problems
    assert problem.startswith("The entry point whales = port_customs.whales fails to import: ModuleNotFoundError")


def test_what_no_kind_looks_at_in_the_folder_is_named(folder: Added, tmp_path: Path) -> None:
    folder(tmp_path / "nowhere")
    assert folder_problems() == (
        f"{SETTING} names {tmp_path / 'nowhere'}, which is no folder: create it, or correct the setting.",
    )
    strange = write(tmp_path / "detector" / "whales.py", "").parent
    nested = write(tmp_path / "detectors" / "sea" / "whales.py", "")
    folder(tmp_path)
    kind, place = folder_problems()
    assert kind.startswith(f"{strange} is no extension: its folder must be one of detectors, hint_rules,")
    assert place == f"{nested} is not looked at: move it up into {nested.parent.parent}."


def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> Kind[Detector]:
    """Detectors of a package with these modules in its families; the name of a module is family__name."""
    write(tmp_path / "customs_package" / "__init__.py", "")
    for name, text in modules.items():
        family, _, module = name.partition("__")
        write(tmp_path / "customs_package" / family / f"{module}.py", text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("customs_package")]:
        monkeypatch.delitem(sys.modules, name)
    return Kind("detectors", "customs_package", "DETECTORS", Detector, ("revenue",), DETECTOR_KIND.objection)


def test_a_new_family_folder_of_the_package_is_found_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = package(tmp_path, monkeypatch, wildlife____init__="", wildlife__animals=ANIMALS)
    assert [detector.name for detector in found.members] == ["live_animals"]
    refused = package(tmp_path, monkeypatch, plants__trees=ANIMALS)
    with pytest.raises(ExtensionError, match=r"plants holds modules but no __init__\.py: add one"):
        _ = refused.members


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 / 0", "customs_package.revenue.new fails to import: ZeroDivisionError"),
        ("", "customs_package.revenue.new lists no Detector"),
    ],
)
def test_a_module_of_the_package_that_cannot_be_used_stops_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    with pytest.raises(ExtensionError, match=sentence):
        _ = package(tmp_path, monkeypatch, revenue____init__="", revenue__new=text).members


def test_a_detector_of_the_package_without_a_handling_rule_stops_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = ANIMALS.replace("        handling=HandlingRule(HandlingKind.ASK_INSPECTION, min_score=0.5, days=28),\n", "")
    with pytest.raises(ExtensionError, match="Detector live_animals has no handling rule"):
        _ = package(tmp_path, monkeypatch, revenue____init__="", revenue__new=bare).members


def test_every_kind_of_the_package_lists_itself_without_a_problem() -> None:
    assert not any(kind.problems for kind in ALL)
    assert all(kind.members for kind in ALL if kind is not SOURCE_FORMAT_KIND)  # whose own members are YAML files
