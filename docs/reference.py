"""Pages that are generated from the code while the site is built, so that they cannot disagree with it.

MkDocs calls `on_files` (see `hooks` in mkdocs.yml); `generated_pages` is what the tests compare with the code.
"""

import ast
import inspect
import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from typer.cli import get_docs_for_click

from blocks.settings import Settings
from deployments.command_line import app
from deployments.deployment import ServedDeployment
from deployments.table import DEPLOYMENTS
from docs.drawing import drawing_of_flows
from flows import events
from flows.events import Event
from sql.contents import CONTENTS, Need
from tasks.analysis.method import detectors
from tasks.parameters.columns import COLUMNS, ITEM_COLUMNS, KEY_ORDER, SUMS
from tasks.supervision.hint_rule import hint_rules

_ROOT = Path(__file__).parents[1]
_FLOWS = yaml.safe_load((Path(__file__).parent / "flows.yaml").read_text(encoding="utf-8"))
_NO_EVENT = "nothing"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that MkDocs found in the folder."""
    for path, text in generated_pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def generated_pages() -> dict[str, str]:
    """Every generated page by its path below the pages: Markdown, and the drawing of the flows as SVG."""
    pages = {
        "flows/index.md": _flows(),
        "flows/flows.svg": drawing_of_flows(_edges()),
        "reference/detectors.md": _detectors(),
        "reference/hint-rules.md": _hint_rules(),
        "reference/columns.md": _columns(),
        "reference/conditions.md": _conditions(),
        "reference/events.md": _events(),
        "reference/settings.md": _settings(),
        "reference/commands.md": _commands(),
        "reference/dependencies.md": _dependencies(),
    }
    return pages | {f"flows/{each.name}.md": _flow(each) for each in DEPLOYMENTS}


def emitted_events(deployment: ServedDeployment) -> list[Event]:
    """The events that the module of a flow names."""
    source = (_ROOT / "flows" / f"{deployment.flow}.py").read_text(encoding="utf-8")
    named = {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Event"
    }
    return [event for event in Event if event.name in named]


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return " ".join(str(value if value is not None else "").split()).replace("|", "\\|")


def _first_sentences(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _edges() -> list[tuple[str, str, str]]:
    """Which flow sets off which, by which event: (flow, event, flow)."""
    return [
        (source.name, edge.event.removeprefix("customs-risk."), target.name)
        for target in DEPLOYMENTS
        for edge in _triggers(target)
        for source in DEPLOYMENTS
        if edge.event in emitted_events(source) and source.name != target.name
    ]


def _triggers(deployment: ServedDeployment) -> Sequence[Any]:
    return deployment.flow_events


def _flows() -> str:
    rows = [
        (
            f"[{each.name}]({each.name}.md)",
            _first_sentences(inspect.getdoc(each.load().fn)).split("\n")[0],
            ", ".join(each.crons) or "—",
            ", ".join(f"`{edge.event}`" for edge in _triggers(each)) or "—",
        )
        for each in DEPLOYMENTS
    ]
    return (
        "# Flows\n\nEvery flow is served as a deployment of the same name. An arrow leads from the flow that emits an "
        "event to the flow that the event starts.\n\n![How flows start each other](flows.svg)\n\n"
        + _table(("flow", "what it does", "schedule (cron)", "started by"), rows)
    )


def _flow(deployment: ServedDeployment) -> str:
    flow = deployment.load()
    about: Mapping[str, str] = _FLOWS[deployment.name]
    described, arguments = _arguments(inspect.getdoc(flow.fn) or "")
    inputs = [
        (f"`{name}`", _kind(each.annotation), _default(each), arguments.get(name, ""))
        for name, each in inspect.signature(flow.fn).parameters.items()
    ]
    runs = [f"by the clock: `{cron}`" for cron in deployment.crons]
    runs += [f"after the event `{edge.event}`" for edge in _triggers(deployment)]
    runs += ["from its form in the Prefect UI"]
    emitted = [f"`{event}`" for event in emitted_events(deployment)] or [_NO_EVENT]
    parts = [
        f"# {deployment.name}",
        described,
        f"**Runs** {'; '.join(runs)}."
        + (f" At most {deployment.most_at_once} at once; others wait." if deployment.most_at_once else ""),
        f"**Reads** {about['reads']}",
        f"**Writes** {about['writes']}",
        f"**Emits** {', '.join(emitted)}.",
    ]
    if inputs:
        parts.append("## Inputs\n\n" + _table(("input", "kind", "default", "meaning"), inputs))
    if "figures" in about:
        parts.append(f"## How the figures come about\n\n{about['figures']}")
    parts.append(f"Source: `flows/{deployment.flow}.py`.")
    return "\n\n".join(parts) + "\n"


def _arguments(text: str) -> tuple[str, dict[str, str]]:
    """The description of a flow, and what its docstring says of each argument."""
    described, _, listed = text.partition("\nArgs:")
    arguments: dict[str, str] = {}
    name = ""
    for line in listed.splitlines():
        head, colon, rest = line.strip().partition(": ")
        if colon and line.startswith("    ") and not line.startswith("     ") and head.isidentifier():
            name, arguments[head] = head, rest
        elif name and line.strip():
            arguments[name] += " " + line.strip()
    return described.strip(), arguments


def _kind(annotation: Any) -> str:
    text = annotation.__name__ if inspect.isclass(annotation) else str(annotation)
    plain = text.replace("datetime.", "").replace("typing.", "").replace(" | None", " or empty")
    return plain.replace("|", "or")


def _default(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return "required"
    return "empty" if parameter.default in (None, "") else f"`{parameter.default}`"


def _detectors() -> str:
    rows = [
        (
            f"`{each.name}`",
            each.priority,
            each.method,
            each.result,
            each.description,
            each.what_to_check,
            each.law_or_practice,
        )
        for each in detectors()
    ]
    head = ("detector", "priority", "method", "a finding becomes", "what it finds", "what to check", "law or practice")
    return (
        "# Detectors\n\nA detector compares recent declarations with the past and reports findings with evidence. "
        "[Add one](../how-to/add-a-detector.md) as one new file.\n\n" + _table(head, rows)
    )


def _hint_rules() -> str:
    rows = [
        (
            f"`{each.name}`",
            each.family,
            each.subject_kind,
            _first_sentences(inspect.getdoc(getattr(each.find, "func", each.find))),
            f"{each.due_working_days} working days",
            each.law_or_practice,
        )
        for each in hint_rules()
    ]
    head = ("rule", "family", "subject", "what it finds", "due in", "law or practice")
    return (
        "# Hint rules\n\nA hint asks a unit to check something; the unit records the answer. "
        "[Add one](../how-to/add-a-hint-rule.md) as one new file.\n\n" + _table(head, rows)
    )


def _columns() -> str:
    parts = ["# Columns\n\nThe published columns of every content that a file can bring, and of what the lake keeps.\n"]
    for content in CONTENTS.values():
        rows = [
            (
                f"`{column.name}`",
                column.kind,
                column.unit or "",
                "" if column.need is Need.NOTHING else column.need.value,
                column.description,
            )
            for column in content.columns
        ]
        parts.append(
            f"## {content.name}\n\n{content.description}\n\n"
            + _table(("column", "kind", "unit", "a file must have", "meaning"), rows)
        )
    return "\n".join(parts)


def _conditions() -> str:
    takes = {
        "text": "`in`, `prefix`, `present`",
        "list of texts": "`in`, `prefix`, `present`",
        "number": "`min`, `max`, `present`",
    }
    rows = [
        (
            f"`{name}`",
            kind,
            takes[kind],
            "goods item" if name in ITEM_COLUMNS else "sum over the items" if name in SUMS else "header",
            KEY_ORDER.index(name) + 1 if name in KEY_ORDER else "",
        )
        for name, kind in COLUMNS.items()
    ]
    return (
        "# Parameter conditions\n\nThe columns that a condition may use. All conditions of a parameter must hold, "
        "those on goods items on one and the same item; the block `any_item` takes columns of goods items alone. A "
        "missing or undefined value satisfies only `present: false`. `min` is inclusive, `max` exclusive. The join "
        "looks a parameter up by the first column of the key order for which the parameter names values. "
        "`customs-risk parameters schema` prints the JSON Schema.\n\n"
        + _table(("column", "kind", "conditions", "is one of", "place in the key order"), rows)
    )


def _events() -> str:
    said = attribute_docstrings(events, "Event")
    emitted = {each.name: emitted_events(each) for each in DEPLOYMENTS}
    rows = [
        (
            f"`{event}`",
            said.get(event.name, ""),
            ", ".join(name for name, all_of_it in emitted.items() if event in all_of_it) or "the inbox, or a command",
            ", ".join(each.name for each in DEPLOYMENTS if any(edge.event == event for edge in _triggers(each))) or "—",
        )
        for event in Event
    ]
    return (
        "# Events\n\nFlows start each other by events of Prefect. Each event carries `as_of` (business date) and "
        "`occasion`.\n\n" + _table(("event", "meaning", "emitted by", "starts"), rows)
    )


def _settings() -> str:
    rows = [
        (
            f"`CUSTOMS_RISK_{name.upper()}`",
            field.description or "",
            "" if field.default is None else f"`{field.default}`",
        )
        for name, field in Settings.model_fields.items()
    ]
    return (
        "# Settings\n\nEvery setting is an environment variable, read once per process. `customs-risk config` shows "
        "what is set and where it comes from.\n\n" + _table(("setting", "meaning", "default"), rows)
    )


def _commands() -> str:
    command = typer.main.get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command), name="customs-risk")
    return text.replace("# `customs-risk`", "# Commands", 1)


def _dependencies() -> str:
    """The table of the file beside this one, checked against pyproject.toml by a test."""
    about = yaml.safe_load((Path(__file__).parent / "dependencies.yaml").read_text(encoding="utf-8"))
    rows = [(f"`{name}`", each["does"], each["instead"]) for name, each in about.items()]
    return (
        "# Dependencies\n\nEach dependency earns its place: what it does for us, and what we would otherwise write.\n\n"
        + _table(("package", "what it does for us", "what we would otherwise write"), rows)
    )


def declared_dependencies() -> set[str]:
    """Names of all packages that pyproject.toml asks for, extras included."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    names = {"".join(takewhile_name(each)).lower() for each in listed}
    return names - {"customs-risk-flows"}


def takewhile_name(requirement: str) -> str:
    """The name at the beginning of a requirement."""
    end = next((place for place, letter in enumerate(requirement) if letter in "<>=!~[; "), len(requirement))
    return requirement[:end]


def attribute_docstrings(module: Any, class_name: str) -> dict[str, str]:
    """The string that follows each assignment in the body of a class, by the name that is assigned."""
    tree = ast.parse(inspect.getsource(module))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == class_name)
    found: dict[str, str] = {}
    for before, after in itertools.pairwise(body):
        if (
            isinstance(before, ast.Assign)
            and isinstance(before.targets[0], ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[before.targets[0].id] = " ".join(str(after.value.value).split())
    return found
