"""Instructions for control at the site."""

from deployments.web.desk.asked import AskedKind, kind_of
from sql.messages import msgid
from tasks.answering.asked import INSTRUCTION

KIND = kind_of(
    AskedKind(
        INSTRUCTION,
        msgid("Instructions"),
        msgid("instruction"),
        msgid("Instructions to answer"),
        "instructions",
        35,
    )
)
