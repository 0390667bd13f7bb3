"""The evidence of a case: frozen when the ground was added, with a hash that tells whether it still is."""

import json
from hashlib import sha256
from typing import Any

import pandas as pd
from sqlmodel import Session, select

from sql.register.tables import CaseGround


def frozen(row: dict[str, Any]) -> tuple[str, str]:
    """What was known of a ground, as JSON, and its hash; missing values become null."""
    told = {name: None if not isinstance(value, list) and pd.isna(value) else value for name, value in row.items()}
    content = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return content, content_hash(content)


def content_hash(content: str) -> str:
    """The hash that a ground keeps of its evidence."""
    return sha256(content.encode()).hexdigest()


def altered_grounds(session: Session) -> list[str]:
    """Keys of grounds whose evidence is not what it was when the ground was added."""
    kept = select(CaseGround.key, CaseGround.evidence, CaseGround.content_hash).order_by(CaseGround.key)
    rows = session.exec(kept.execution_options(yield_per=1_000))
    return [key for key, evidence, hashed in rows if content_hash(evidence) != hashed]
