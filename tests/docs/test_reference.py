"""The documentation has an entry for everything that the code offers, and its guides are followed by tests."""

import re
from pathlib import Path

import pytest
import typer

from blocks.settings import Settings
from deployments.command_line import app
from deployments.table import DEPLOYMENTS
from deployments.web.documentation import PATH, documentation_site
from docs.reference import declared_dependencies, generated_pages
from flows.events import Event
from sql.contents import CONTENTS
from tasks.analysis.method import detectors
from tasks.parameters.columns import COLUMNS
from tasks.supervision.hint_rule import hint_rules

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "pages" / "how-to"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return generated_pages()


def entries(page: str) -> set[str]:
    """What the first column of the tables of a page names."""
    return set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))


def test_every_detector_and_hint_rule_has_its_entry(pages: dict[str, str]) -> None:
    assert entries(pages["reference/detectors.md"]) == {each.name for each in detectors()}
    assert entries(pages["reference/hint-rules.md"]) == {each.name for each in hint_rules()}


def test_every_column_condition_event_and_setting_has_its_entry_with_a_meaning(pages: dict[str, str]) -> None:
    columns = {column.name for content in CONTENTS.values() for column in content.columns}
    assert entries(pages["reference/columns.md"]) == columns
    assert entries(pages["reference/conditions.md"]) == set(COLUMNS)
    assert entries(pages["reference/events.md"]) == {each.value for each in Event}
    settings = pages["reference/settings.md"]
    assert entries(settings) == {f"CUSTOMS_RISK_{name.upper()}" for name in Settings.model_fields}
    assert "|  |" not in settings.replace("|  |\n", "")  # a setting may have no default, never no meaning
    assert "|  |" not in pages["reference/events.md"]


def test_every_command_has_its_entry(pages: dict[str, str]) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    named = set(re.findall(r"^#+ `customs-risk ([a-z-]+)`", pages["reference/commands.md"], re.MULTILINE))
    assert named == set(group.commands)


def test_every_flow_has_its_page_with_inputs_runs_reads_and_writes(pages: dict[str, str]) -> None:
    for deployment in DEPLOYMENTS:
        page = pages[f"flows/{deployment.name}.md"]
        assert f"[{deployment.name}]" in pages["flows/index.md"]
        assert all(heading in page for heading in ("**Runs**", "**Reads**", "**Writes**", "**Emits**"))


def test_every_dependency_earns_its_place(pages: dict[str, str]) -> None:
    assert entries(pages["reference/dependencies.md"]) == declared_dependencies()


@pytest.mark.parametrize("guide", sorted(path.name for path in GUIDES.glob("add-a-*.md")))
def test_the_files_of_a_guide_are_those_that_the_tests_of_extensions_use(guide: str) -> None:
    text = (GUIDES / guide).read_text(encoding="utf-8")
    blocks = re.findall(r'title="extensions/([^"]+)"\n--8<-- "tests/extensions/([^"]+)"', text)
    assert blocks
    assert all(written == shown and (ROOT / "tests" / "extensions" / shown).is_file() for written, shown in blocks)


def test_the_parameter_of_the_guide_can_be_published(tmp_path: Path) -> None:
    from sql.reference import organisation
    from tasks.parameters.published_format import read_parameter_file

    text = (GUIDES / "write-a-parameter.md").read_text(encoding="utf-8")
    block = re.search(r'```yaml title="parameters.yaml"\n(.*?)```', text, re.DOTALL)
    assert block is not None
    path = tmp_path / "parameters.yaml"
    path.write_text(block[1], encoding="utf-8")
    [parameter] = read_parameter_file(path, frozenset(organisation()["code"]))
    assert parameter.code == "SH-REV-0001"


def test_documentation_is_served_where_it_was_built(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    assert documentation_site(tmp_path) is None
    (tmp_path / "index.html").write_text("<h1>Customs Risk Flows</h1>", encoding="utf-8")
    built = documentation_site(tmp_path)
    assert built is not None
    client = TestClient(built.app)
    assert "Customs Risk Flows" in client.get(PATH).text
    assert client.get(f"{PATH}/../../pyproject.toml").status_code == 404
