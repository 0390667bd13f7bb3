"""Making a move with one thing or with several, as a form of the desk asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from deployments.web.desk.forms import Entered, Sent, entered
from deployments.web.desk.look import Look
from deployments.web.desk.thing import PER_PAGE, Kind, Move, NotSeenError
from sql.messages import Message, lines
from sql.refusal import RefusedError

_NOT_NOW = Message("This is not possible any more: it was done meanwhile, or somebody else has it.")


@dataclass(frozen=True)
class Made:
    """What became of a form. again: whether it is to be shown again, with what was entered and what is wrong with it.

    key: of the one thing that it was about. keys: that were chosen in a list.
    """

    done: bool
    says: Message
    again: bool = False
    move: str = ""
    key: str | None = None
    keys: Sequence[str] = ()
    entered: Entered = field(default_factory=Entered)


def make(kind: Kind, look: Look, sent: Sent) -> Made:
    """Make the move of a form. Raises NotSeenError where a thing is not there for the person."""
    name, key, chosen = sent.one("move"), sent.one("key"), sent.all("keys")
    if key:
        return _with_one(kind, look, sent, name, key)
    if not chosen:
        return Made(False, Message("Choose at least one of the list."), again=True, move=name)
    return _with_several(kind, look, sent, name, chosen[:PER_PAGE])


def _with_one(kind: Kind, look: Look, sent: Sent, name: str, key: str) -> Made:
    move = _possible(kind, look, key, name)
    if move is None:
        return Made(False, _NOT_NOW, again=True, move=name, key=key)
    values = entered(move.fields, sent)
    if values.faults:
        says = Message("Nothing was done yet: see what is missing below.")
        return Made(False, says, again=True, move=name, key=key, entered=values)
    try:
        return Made(True, move.done(move.act(look, values.values)))
    except RefusedError as refusal:
        return Made(False, _sentence(refusal), again=True, move=name, key=key, entered=values)


def _with_several(kind: Kind, look: Look, sent: Sent, name: str, keys: Sequence[str]) -> Made:
    """Each by itself: what one is refused for does not stop the others."""
    done: list[Message] = []
    refused: list[Message] = []
    for key in keys:
        try:
            move = _possible(kind, look, key, name)
        except NotSeenError:
            move = None
        if move is None or not move.together:
            refused.append(Message("{key}: {says}", {"key": key, "says": _NOT_NOW}))
            continue
        values = entered(move.fields, sent)
        if values.faults:
            says = Message("Nothing was done yet: see what is missing below.")
            return Made(False, says, again=True, move=name, keys=keys, entered=values)
        try:
            done.append(move.done(move.act(look, values.values)))
        except RefusedError as refusal:
            refused.append(Message("{key}: {says}", {"key": key, "says": _sentence(refusal)}))
    counted = Message("Done: {done}. Not done: {refused}.", {"done": len(done), "refused": len(refused)})
    return Made(not refused, lines([counted, *refused, *done]))


def _possible(kind: Kind, look: Look, key: str, name: str) -> Move | None:
    moves = kind.moves(look, kind.thing(look, key))
    return next((move for move in moves if move.name == name), None)


def _sentence(refusal: RefusedError) -> Message:
    return Message("{refusal:capitalized}.", {"refusal": refusal.says})
