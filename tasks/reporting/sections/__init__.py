"""Sections of the report: one module each, in the order of `CHAPTERS`; each offers `write(material) -> Section`."""

from collections.abc import Callable
from importlib import import_module

from tasks.reporting.report_data import Material, Section

CHAPTERS = (
    "intake",
    "findings",
    "handling",
    "lanes",
    "selection",
    "cases",
    "supervision",
    "feedback",
    "officers",
    "notifications",
    "agreement",
)


def written_sections(material: Material) -> list[Section]:
    """Every section of the report, in order."""
    writers: list[Callable[[Material], Section]] = [
        import_module(f"{__name__}.{chapter}").write for chapter in CHAPTERS
    ]
    return [writer(material) for writer in writers]
