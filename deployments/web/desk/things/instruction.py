"""Instructions for control at the site."""

from deployments.web.desk.asked import AskedKind, kind_of
from sql.messages import msgid
from tasks.answering.asked import INSTRUCTION
from tasks.persons.roles import Action

KIND = kind_of(
    AskedKind(
        INSTRUCTION,
        Action.ANSWER_INSTRUCTION,
        msgid("Instructions"),
        msgid("instruction"),
        msgid("Instructions to answer"),
        "instructions",
        35,
    )
)
