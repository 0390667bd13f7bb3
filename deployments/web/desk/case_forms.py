"""The moves of a case as forms of the desk: fields with choices, what was done, and what comes next."""

from collections.abc import Callable, Sequence

from deployments.web.desk.acts import by_flow
from deployments.web.desk.look import Look
from deployments.web.desk.thing import Field, Move, Summary, Values
from deployments.web.desk.values import UnitName
from sql.messages import Message, as_written, lines, msgid, word
from sql.register import records_of
from sql.terms import CaseKind, CaseState
from tasks.enterprises.enterprises_seen import latest_declarations
from tasks.persons.roles import MAY, Action
from tasks.post_clearance.ground_sources import grounds_to_join
from tasks.post_clearance.listing import OPEN, cases_seen, journal_seen
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.keeping import case_as_it_stands, record_kinds
from tasks.post_clearance.procedure.moves import CaseMove, hindrance, moves_now, moves_together, next_step
from tasks.post_clearance.procedure.record import ALL, Asked
from tasks.post_clearance.stakes import items_of

_MOST_CHOICES = 200
_MOST_DECLARATIONS = 50
_ALL_OF_THEM = msgid("None chosen means all of the case.")
_ALL_ITEMS = msgid("None chosen means all of these declarations.")


def moves_with(look: Look, now: CaseNow) -> list[Move]:
    """Every move that the person may make with a case on its page."""
    offered = moves_now(now, look.person, look.today, look.units, look.on)
    return [*(_move(look, now, each) for each in offered), *_joining(look, now), *_of_assigning(look, now)]


def moves_in_a_list(look: Look, now: CaseNow) -> list[Move]:
    """Those that are made with several cases at once."""
    return [_move(look, now, each) for each in moves_together(now, look.person, look.today, look.units, look.on)]


def what_comes_next(look: Look, now: CaseNow) -> Message | None:
    """What the procedure waits for, and of whom; None where the case has ended."""
    step = next_step(now, look.today)
    if step is None:
        return None
    values: dict[str, object] = {"move": Message(step.title), "unit": now.unit, "day": step.possible_from}
    if step.possible_from is not None:
        return Message("Next: {move}, possible from {day} on.", values)
    if look.may(step.action, now.unit) and hindrance(now, step.name, look.person.number, look.today) is None:
        return Message("Next, for you: {move}.", values)
    return Message("Next, for {who} of {unit}: {move}.", values | {"who": _who_may(step.action)})


def _who_may(action: Action) -> Message:
    first, *others = (word(role) for role in sorted(MAY[action]))
    for other in others:
        first = Message("{one} or {other}", {"one": first, "other": other})
    return first


def _move(look: Look, now: CaseNow, offered: CaseMove) -> Move:
    number, name = now.number, offered.name
    fields = [each for each in (_field(look, now, each) for each in offered.fields) if each is not None]
    if name == "acknowledge":
        act, name, done = by_flow("acknowledge_case", number=number), "take", _taken
    elif name == "close":
        act, done = by_flow("record_case_outcome", number=number), _closed
    else:
        act, done = _recording(number, name) if name in record_kinds() else _moving(number, name), _moved
    return Move(
        name,
        offered.title,
        act,
        lambda summary: done(look, number, summary),
        fields,
        together=offered.together,
        grave=offered.grave,
        expected=offered.expected,
    )


def _field(look: Look, now: CaseNow, asked: Asked) -> Field | None:
    """The field of the desk; None where there is nothing to choose."""
    match asked.kind:
        case "declarations":
            choices = [each for each in asked.choices if each[0] != ALL]
            return None if len(choices) < 2 else _several(asked, choices, _ALL_OF_THEM)
        case "items":
            return _several(asked, _items(look, now), _ALL_ITEMS)
        case "other_declarations":
            return _several(asked, _other_declarations(look, now))
        case "several":
            return _several(asked, asked.choices)
    return Field(
        asked.name, asked.label, asked.kind, asked.required, asked.choices, initial=asked.initial, least=asked.least
    )


def _several(asked: Asked, choices: Sequence[tuple[str, object]], help_text: str = "") -> Field | None:
    if not choices:
        return None
    return Field(asked.name, asked.label, "several", False, choices[:_MOST_CHOICES], help=help_text)


def _items(look: Look, now: CaseNow) -> list[tuple[str, object]]:
    rows = records_of(items_of(look.stores, now.declarations))
    return [
        (
            f"{each['declaration_id']}|{each['item_number']}",
            Message(
                "{declaration}, item {item}: {hs_code}, {value:,.0f} {currency}",
                {**each, "declaration": each["declaration_id"], "item": each["item_number"], "currency": look.currency},
            ),
        )
        for each in rows
    ]


def _other_declarations(look: Look, now: CaseNow) -> list[tuple[str, object]]:
    """The latest of the subjects that are not of the case yet and that the person sees."""
    rows = [
        each
        for subject in now.subjects
        for each in records_of(latest_declarations(look.stores, look.unit, subject, _MOST_DECLARATIONS))
        if each["declaration_id"] not in now.declarations
    ]
    return [
        (each["declaration_id"], Message("{declaration_id} of {lodged_on}: {goods}", each | {"goods": _goods(each)}))
        for each in rows
    ]


def _goods(declared: Summary) -> str:
    return str(declared["goods_description"] or declared["first_hs_code"] or "")


def _moving(number: str, name: str) -> Callable[[Look, Values], Summary]:
    return by_flow("move_case", number=number, event=name)


def _recording(number: str, name: str) -> Callable[[Look, Values], Summary]:
    """The act that records what the form holds."""

    def act(look: Look, values: Values) -> Summary:
        details = {
            name: ";".join(value) if isinstance(value, list) else str(value)
            for name, value in values.items()
            if value is not None
        }
        asked = {each.metadata.get("kind"): each.name for each in record_kinds()[name].__dataclass_fields__.values()}
        if "declarations" in asked:
            details = {asked["declarations"]: ALL} | details
        return by_flow("move_case", number=number, event=name, details=details)(look, {})

    return act


def _taken(look: Look, number: str, summary: Summary) -> Message:
    return _with_next(look, number, Message("{number} is yours now.", {"number": number}))


def _closed(look: Look, number: str, summary: Summary) -> Message:
    values = {"number": number, "outcome": word(summary["outcome"])}
    return Message("{number} is closed: {outcome}. Feedback counts it.", values)


def _moved(look: Look, number: str, summary: Summary) -> Message:
    if "transferred_to" in summary:
        values = {"number": number, "cases": summary["transferred_to"]}
        return Message("{number} was transferred to {cases}.", values)
    entry = journal_seen(look.stores, look.unit, number).entries["text"].iloc[-1]
    return _with_next(look, number, entry)


def _with_next(look: Look, number: str, happened: Message) -> Message:
    """What happened, how the case stands, and what comes next."""
    now = case_as_it_stands(look.stores, number, look.today)
    if now is None:
        return happened
    values = {"number": number, "state": word(now.state), "day": now.deadline_on}
    if now.deadline_for is None:
        stands = Message("{number} is {state} now.", values)
    else:
        stands = Message("{number} is {state} now; {what} is due on {day}.", values | {"what": word(now.deadline_for)})
    comes = what_comes_next(look, now)
    return lines([happened, stands, *([] if comes is None else [comes])])


def _joining(look: Look, now: CaseNow) -> list[Move]:
    """Adding grounds that stand in the register, and persons concerned, by who opens cases."""
    if now.state not in OPEN or not now.subjects or not look.may(Action.OPEN_CASE, now.unit):
        return []
    subject = f"{now.subject_kind}={now.subjects[0]}"
    run = by_flow("open_case", kind=now.kind, subjects=[subject])

    def act(look: Look, values: Values) -> Summary:
        concerned = [] if values["person"] is None else [f"person={values['person']}"]
        return run(look, {"reason": values["reason"], "grounds": values.get("grounds"), "concerned": concerned})

    known = grounds_to_join(look.stores, now.kind, now.subjects, look.units.seen_by(look.unit))
    choices = [
        (
            f"{each['kind']}:{each['key']}",
            Message("{kind} of {day}: {says}", {"kind": word(each["kind"]), "day": each["day"], "says": each["says"]}),
        )
        for each in known
    ]
    fields = [
        *([Field("grounds", msgid("What is known of the subject"), "several", False, choices)] if choices else []),
        Field("person", msgid("Name of a person concerned"), required=False),
        Field("reason", msgid("Why, in a sentence"), "text"),
    ]
    said = Message("{number} rests on more now; its journal names it.", {"number": now.number})
    return [Move("join-grounds", msgid("Add grounds or persons"), act, lambda summary: said, fields)]


def _of_assigning(look: Look, now: CaseNow) -> list[Move]:
    """Handing a case over, and merging it with another, by who assigns cases."""
    if CaseState(now.state) not in OPEN or not look.may(Action.ASSIGN_CASE, now.unit):
        return []
    number, reason = now.number, Field("reason", msgid("Why, in a sentence"), "text")
    to = [(unit, UnitName(unit)) for unit in look.units.below(look.unit) if unit != now.unit]
    moves = []
    if to:
        fields = [Field("to", msgid("Receiving unit"), "choice", choices=to), reason]
        act = by_flow("hand_over_case", number=number)
        moves.append(Move("hand-over", msgid("Hand over to another unit"), act, _handed_over, fields))
    if into := _others(look, now):
        fields = [Field("into", msgid("Case that goes on"), "choice", choices=into), reason]
        act = by_flow("merge_cases", number=number)
        moves.append(Move("merge", msgid("Merge into another case"), act, _merged, fields, grave=True))
    return moves


def _handed_over(summary: Summary) -> Message:
    values = {"number": summary["case"], "unit": summary["unit"]}
    return Message("{number} is with {unit} now, which was told and must take it.", values)


def _merged(summary: Summary) -> Message:
    return Message("{merged} ended; {case} goes on with the grounds of both.", summary)


def _others(look: Look, now: CaseNow) -> list[tuple[str, Message]]:
    found = cases_seen(look.stores, look.unit, kind=CaseKind(now.kind), per_page=_MOST_CHOICES)
    return [
        (each["number"], as_written(f"{each['number']} · {each['subject']}"))
        for each in records_of(found)
        if each["number"] != now.number
    ]
