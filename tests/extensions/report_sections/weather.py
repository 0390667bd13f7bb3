"""What held ships back."""

from tasks.reporting.report_data import ReportData, Section, SectionWriter


def write(data: ReportData) -> Section:
    """The days on which the port was closed."""
    return Section("Weather at the port", f"No day was lost up to {data.last_day}.", "")


SECTIONS = (SectionWriter("weather", 45, write),)
