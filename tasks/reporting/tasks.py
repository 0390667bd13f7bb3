"""The Prefect tasks that write the director's page and the report on a cycle."""

from tasks.reporting import chapter as chapters
from tasks.reporting import lifecycle_report
from tasks.reporting.director import page
from tasks.running.retrying import retrying

report_lifecycle = retrying(lifecycle_report.report_lifecycle, "report the cycle", "report {first_day} to {last_day}")
write_director_pages = retrying(page.write_director_pages, "write the director's page", "{occasion} page")
chapter = retrying(chapters.chapter, "show a section of the report", "show {name}")
