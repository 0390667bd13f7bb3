"""The pictures of the officers' desk in the documentation: `make pictures` simulates a trade, and opens the desk on it.

Each page is opened by somebody whose work it is, in both languages, on a wide screen and on a telephone.
"""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image  # matplotlib brings it
from sqlmodel import SQLModel, col

from deployments.commands.run import run
from deployments.web.desk.application import LANGUAGE
from deployments.web.sign_in.session import COOKIE
from sql.reference import national_unit
from sql.register.tables import CaseFile, HandlingMeasure, Hint, Inspection, RiskParameter
from sql.stores import Stores
from sql.terms import CaseKind, HandlingState, Language, ParameterState, TaskState
from tasks.documents.pages import in_language
from tasks.notification.links import LinkMaker, desk_path
from tasks.post_clearance.listing import OPEN
from tasks.reporting.director.page import Occasion, path_of
from tasks.simulation.persons import at_desk
from tests.browser import LEFT_OUT, chromium, opened_browser
from tests.deployments.web.conftest import SECRETS, session_of
from tests.deployments.web.desk.served import desk_served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(".customs-risk/pictures")
PICTURES = Path(__file__).parent / "pages" / "pictures" / "desk"
FIRST, LAST, DECLARATIONS = date(2021, 2, 1), date(2021, 2, 28), 8_000
SIZES = {"wide": (1400, 1100), "narrow": (400, 1100)}
_COLOURS = 160  # letters on a plain ground lose nothing that is seen


@dataclass(frozen=True)
class Pictured:
    """A page of which there are pictures. person: the number of who opens it. path: in a language."""

    name: str
    person: str
    path: str
    chinese: str | None = None

    def path_in(self, language: Language) -> str:
        """Where it is in a language; pages of the desk are where they are in every one."""
        return self.chinese if self.chinese is not None and language is Language.CHINESE else self.path


def pages_pictured(stores: Stores, day: date) -> list[Pictured]:
    """The main pages of the desk, each of a thing that has much to show."""
    case = _first(stores, CaseFile, col(CaseFile.state).in_(OPEN), ["-state", "number"])
    measure = _first(stores, HandlingMeasure, HandlingMeasure.state == HandlingState.PROPOSED, ["-amount_at_stake"])
    parameter = _first(stores, RiskParameter, RiskParameter.state == ParameterState.ACTIVE, ["-owner", "code"])
    inspection = _first(stores, Inspection, Inspection.state == TaskState.OPEN, ["declaration_id"])
    hint = _first(stores, Hint, Hint.state == TaskState.OPEN, ["due_on", "key"])
    national, desk = national_unit(), "TS"[case["kind"] == CaseKind.ANTI_SMUGGLING]
    director = path_of(Occasion.CYCLE, day)
    links = LinkMaker("", SECRETS)
    return [
        Pictured("work", at_desk(hint["unit"], "C"), "/desk/"),
        Pictured("case", at_desk(case["unit"], desk), desk_path("case", case["number"])),
        Pictured("measure", at_desk(measure["approving_unit"], "D"), desk_path("measure", measure["key"])),
        Pictured("parameter", at_desk(parameter["owner"], "P"), desk_path("parameter", parameter["key"])),
        Pictured("inspection", f"{inspection['office']}-0", desk_path("inspection", inspection["declaration_id"])),
        Pictured("hint", at_desk(hint["unit"], "C"), desk_path("hint", hint["key"])),
        Pictured("enterprise", at_desk(national, "A"), desk_path("enterprise", case["subject"])),
        Pictured("search", at_desk(national, "A"), f"/desk/search?q={case['subject']}"),
        Pictured(
            "director",
            at_desk(national, "D"),
            *(links.document(str(in_language(director, each)), national, day) for each in Language),
        ),
    ]


def _first(stores: Stores, table: type[SQLModel], condition: Any, order: Sequence[str]) -> dict[str, Any]:
    """The first row of a table by these columns, from the largest by those with a minus."""
    columns = [name.lstrip("-") for name in order]
    rows = stores.register.read(table, list(table.model_fields), condition)
    found = rows.sort_values(columns, ascending=[not name.startswith("-") for name in order])
    return {str(name): value for name, value in found.iloc[0].items()}


def take_pictures(stores: Stores, browser: "Browser", day: date, folder: Path) -> list[Path]:
    """Take all pictures of the desk of an installation on a business day; return where they stand."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with desk_served(stores, lambda: day) as address:
        for page in pages_pictured(stores, day):
            for language in Language:
                for size, (width, height) in SIZES.items():
                    context = browser.new_context(viewport={"width": width, "height": height})
                    context.set_default_timeout(60_000)
                    for name, value in ((LANGUAGE, str(language)), (COOKIE, session_of(page.person))):
                        context.add_cookies([{"name": name, "value": value, "url": address}])
                    opened = context.new_page()
                    answer = opened.goto(f"{address}{page.path_in(language)}")
                    assert answer is not None
                    assert answer.ok, (page, answer.status)
                    target = folder / f"{page.name}-{language}-{size}.png"
                    target.write_bytes(small(opened.screenshot()))
                    taken.append(target)
                    context.close()
    return taken


def small(picture: bytes) -> bytes:
    """A picture of a page in few colours: a quarter of its bytes."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Simulate the trade where that was not done, and take the pictures."""
    executable = chromium()
    if executable is None:
        sys.exit(LEFT_OUT)
    if not (FOLDER / path_of(Occasion.CYCLE, LAST)).is_file():
        first, last = (datetime.combine(each, time()) for each in (FIRST, LAST))
        run(as_of=last, screen_from=first, data=FOLDER, simulated=DECLARATIONS)
    stores = Stores.embedded(FOLDER)
    with opened_browser(executable) as browser:
        for path in take_pictures(stores, browser, LAST, PICTURES):
            print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
