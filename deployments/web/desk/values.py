"""What the desk shows beside texts, dates and numbers: amounts, shares, codes, units and links."""

from dataclasses import dataclass

from sql.messages import Message


@dataclass(frozen=True)
class Money:
    """An amount, and the currency that it is in."""

    amount: float | None
    currency: str


@dataclass(frozen=True)
class Share:
    """A number between 0 and 1, shown in per cent."""

    value: float | None


@dataclass(frozen=True)
class Code:
    """Text that must not break across lines, such as a number or a code."""

    text: str | None


@dataclass(frozen=True)
class UnitName:
    """A unit by its code, shown with its name in the language."""

    code: str | None


Text = Message | str | Code  # a text of the catalogues with its values, or data that no language changes


@dataclass(frozen=True)
class Link:
    """A link to a thing; text alone where the desk has no such kind."""

    kind: str
    key: str
    text: Text | None = None
