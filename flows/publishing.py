"""Events and artifacts of flows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from blocks.channels import load_links
from blocks.settings import Settings
from flows.events import Event
from sql.reference import national_unit
from sql.stores import Stores
from sql.words import spelled
from tasks.documents import markdown
from tasks.documents.pages import LANGUAGE_NAMES, in_language
from tasks.lifecycle import flow_events as lifecycle
from tasks.notification.links import LinkMaker
from tasks.reporting import tasks as reporting
from tasks.reporting.director.panel import Links
from tasks.running.within_lifecycle import LIFECYCLE, within_lifecycle

Summary = dict[str, Any]

PART_OF = "customs-risk.part-of"  # label of an event's resource: CHAIN or LIFECYCLE
AS_OF = "customs-risk.as-of"  # label: the business date
CHAIN = "chain"  # flows that start each other by events


@dataclass(frozen=True)
class Thing:
    """A thing at the desk: its kind, as the desk's modules are named, and its key; without one, all of the kind."""

    kind: str
    key: str = ""

    @property
    def words(self) -> str:
        """What a link to it says."""
        kind = spelled(self.kind).capitalize()
        return f"{kind} {self.key} at the desk" if self.key else f"{kind} list at the desk"


def publish(
    flow: str,
    event: Event | None,
    as_of: date,
    summary: Summary,
    occasion: str = "",
    noted_in: Stores | None = None,
    about: Sequence[Thing] = (),
) -> None:
    """Show a flow's summary in the Prefect UI, and emit `event`, if any.

    `noted_in`: stores whose register notes event and run, so that a lost event is emitted again. `about`: the things
    that the run changed; its page leads to them at the desk.
    """
    if event is not None:
        announce(flow, event, as_of, summary, occasion, noted_in)
    if noted_in is not None and not within_lifecycle():
        lifecycle.note_ran(noted_in, flow, as_of, occasion)
    create_table_artifact(
        key=flow,
        table=[{"what": name.replace("_", " "), "value": str(_plain(value))} for name, value in summary.items()],
        description=f"{flow}, business date {as_of}",
    )
    for words, address in _at_the_desk(about):
        create_link_artifact(key=f"{flow}-desk", link=address, link_text=words, description=words)


def announce(
    flow: str,
    event: Event,
    as_of: date,
    payload: Summary,
    occasion: str = "",
    noted_in: Stores | None = None,
) -> None:
    """Emit an event. It starts other flows, except within a risk-lifecycle, which calls them itself.

    `noted_in`: as for `publish`.
    """
    if noted_in is not None and not within_lifecycle():
        lifecycle.note_event(noted_in, event, as_of, occasion, payload)
    emit_event(
        event=event,
        resource={
            "prefect.resource.id": f"customs-risk.{flow}.{as_of.isoformat()}",
            "prefect.resource.name": f"{flow} {as_of}",
            AS_OF: as_of.isoformat(),
            PART_OF: LIFECYCLE if within_lifecycle() else CHAIN,
        },
        payload={
            "as_of": as_of.isoformat(),
            "occasion": occasion,
            **{name: _plain(value) for name, value in payload.items()},
        },
    )


def show_chapter(flow: str, stores: Stores, name: str, as_of: date, at_the_desk: Sequence[str] = ()) -> None:
    """Show the current tables and charts of a section of the report on the page of the run.

    `at_the_desk`: kinds of things whose lists at the desk the page leads to. Within a risk-lifecycle it shows nothing,
    because that run ends with the whole report.
    """
    if within_lifecycle():
        return
    chapter = reporting.chapter(stores, name, as_of, Settings().seed)
    create_markdown_artifact(
        key=f"{flow}-{name}",
        markdown=with_links(f"{chapter.message}\n\n{chapter.tables}", [Thing(kind) for kind in at_the_desk]),
        description=chapter.title,
    )


def with_links(text: str, things: Sequence[Thing]) -> str:
    """Text in Markdown, and below it what leads to the desk, where it has an address."""
    links = [markdown.link(words, address) for words, address in _at_the_desk(things)]
    return "\n\n".join([text, *([" · ".join(links)] if links else [])])


def link_document(flow: str, path: str, title: str, unit: str) -> None:
    """Show a link to a written document on the page of the run, if the installation signs links.

    `path`: relative to the data folder. `unit`: the unit that the document belongs to.
    """
    links = load_links()
    if links is None or within_lifecycle():
        return
    link = LinkMaker(*links).document(path, unit, Settings().today())
    create_link_artifact(key=f"{flow}-report", link=link, link_text=title, description=title)


def link_page(flow: str, path: Path, title: str, unit: str) -> list[str]:
    """Show links to a page in each language, and to its PDFs; return the paths of all of them.

    `path`: of the page in English, relative to the data folder. `unit`: the unit that it belongs to.
    """
    documents = []
    for language, name in LANGUAGE_NAMES.items():
        for document in (in_language(path, language), in_language(path, language).with_suffix(".pdf")):
            kind = document.suffix[1:]
            link_document(f"{flow}-{language}-{kind}", document.as_posix(), f"{title} ({name}, {kind.upper()})", unit)
            documents.append(document.as_posix())
    return documents


def _at_the_desk(things: Sequence[Thing]) -> Iterator[tuple[str, str]]:
    """Words and address of each thing; nothing where the desk has no public address. Who follows it signs in first."""
    address = Settings().public_address
    if address is not None:
        links = LinkMaker(address, ())
        for thing in things:
            yield thing.words, links.desk(thing.kind, thing.key)


def links_of_pages() -> Links:
    """Where links in pages lead: to the desk, where it has a public address, and to documents by signed links."""
    address = Settings().public_address
    return Links(None if address is None else LinkMaker(address, ()).desk, document_links(national_unit()))


def document_links(unit: str) -> Callable[[Path], str]:
    """How pages of a unit lead to other documents: by signed links, or to where they stand beside the page."""
    signed = load_links()
    if signed is None:
        return lambda path: path.name
    maker, today = LinkMaker(*signed), Settings().today()
    return lambda path: maker.document(path.as_posix(), unit, today)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bool | type(None)) else str(value)
