"""Sections of the report, one module each.

A new section is one new module that lists it in `SECTIONS`, here or outside the package (see
`tasks.running.extensions`).
"""

from tasks.reporting.report_data import SectionWriter
from tasks.running.extensions import Kind

SECTION_KIND = Kind("report_sections", __name__, "SECTIONS", SectionWriter)


def section_writers() -> list[SectionWriter]:
    """The writer of every section, in the order of the report. Raises ExtensionError."""
    return sorted(SECTION_KIND.members, key=lambda writer: writer.place)
