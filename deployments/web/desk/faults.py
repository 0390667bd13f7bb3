"""What is wrong with collected values, in the language of who reads it."""

from sql.messages import Message, msgid
from tasks.documents.recognised import recognised

# What is wrong with a value, as collection writes it; the more special first.
_REASONS = (
    msgid("{currency} has no exchange rate on the day of lodgement"),
    msgid("is missing"),
    msgid("is negative"),
    msgid("is no number"),
    msgid("is no whole number"),
    msgid("is too large a number"),
    msgid("is no possible date"),
    msgid("lies in the future: after {day}"),
    msgid("is in the declaration twice"),
    msgid("was collected before, with {what}"),
    msgid("is longer than {most} characters, or holds one that no text has"),
    msgid("is longer than {most} characters"),
    msgid("is no known office"),
    msgid("is no HS code of 6, 8 or 10 digits"),
    msgid("is no HS code of 6 to 13 digits"),
    msgid("is no ISO 3166 country code"),
    msgid("is no ISO 4217 code of a currency"),
    msgid("is no known currency"),
    msgid("is no exchange rate"),
    msgid("is neither none, violation nor critical"),
    msgid("is neither lodged, amended nor cancelled"),
    msgid("is no version number"),
    msgid("is no item number"),
    msgid("is no priority"),
    msgid("is no kind of risk information"),
    msgid("is no reliability grade from A to F"),
    msgid("has lost digits: a spreadsheet read it as a number"),
    msgid("was written by a spreadsheet in scientific notation; the number is lost"),
    msgid("is written in letters of another script that look like Latin ones"),
)


def said(reason: str) -> Message:
    """The reason that collection wrote; what no pattern fits stays as it was written."""
    return recognised(reason, _REASONS)
