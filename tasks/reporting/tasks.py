"""The Prefect task that writes the report on a cycle."""

from tasks.reporting import chapter as chapters
from tasks.reporting import lifecycle_report
from tasks.running.retrying import retrying

report_lifecycle = retrying(lifecycle_report.report_lifecycle, "report the cycle", "report {first_day} to {last_day}")
chapter = retrying(chapters.chapter, "show a section of the report", "show {name}")
