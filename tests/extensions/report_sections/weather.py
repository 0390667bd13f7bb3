"""What held ships back."""

from tasks.reporting.report_data import Material, Section, SectionWriter


def write(material: Material) -> Section:
    """The days on which the port was closed."""
    return Section("Weather at the port", f"No day was lost up to {material.last_day}.", "")


SECTIONS = (SectionWriter("weather", 45, write),)
