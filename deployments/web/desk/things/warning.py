"""Warnings to functional management."""

from deployments.web.desk.asked import AskedKind, kind_of
from sql.messages import msgid
from tasks.answering.asked import WARNING

KIND = kind_of(AskedKind(WARNING, msgid("Warnings"), msgid("warning"), msgid("Warnings to answer"), "warnings", 37))
