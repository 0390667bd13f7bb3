"""The Prefect tasks of instructions and warnings."""

from tasks.answering import answer as answering
from tasks.answering import reminders
from tasks.running.retrying import retrying

take = retrying(answering.take, "take what was asked")
answer = retrying(answering.answer, "answer what was asked")
remind_of_answers = retrying(reminders.remind_of_answers, "remind of answers")
