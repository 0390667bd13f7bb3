"""The document of a policy recommendation."""

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from sql.register.tables import HandlingMeasure

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["html"]))


def write_recommendation(folder: Path, measure: HandlingMeasure, content: dict[str, Any]) -> Path:
    """Write `recommendations/<measure>.html`; writing it again replaces it by the same."""
    target = folder / "recommendations" / f"{measure.key}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    page = _TEMPLATES.get_template("recommendation.html").render(
        key=measure.key,
        addressee=measure.approving_unit,
        subjects=", ".join(content["subjects"]),
        statement=content["statement"],
        what_to_check=content["what_to_check"],
        detector=content["detector"].replace("_", " "),
        amount=f"{measure.amount_at_stake:,.0f}",
        finding=measure.finding,
    )
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(page, encoding="utf-8")
    os.replace(unfinished, target)
    return target
