"""`customs-risk warnings`: warnings to functional management from a shell."""

from deployments.answering import answering_group

group = answering_group("warning", "Warnings to functional management")
