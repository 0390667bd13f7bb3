"""The Prefect tasks of instructions and warnings."""

from tasks.answering import answer as answering
from tasks.answering import reminders
from tasks.running.refusing import act
from tasks.running.retrying import retrying

take = act("take what was asked")(answering.take)
answer = act("answer what was asked")(answering.answer)
remind_of_answers = retrying(reminders.remind_of_answers, "remind of answers")
