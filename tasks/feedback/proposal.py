"""What feedback proposes: one change, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Proposal:
    """One change. target: what changes; unit: whose it is; content: the change itself, as JSON will hold it."""

    action: str
    target: str
    unit: str
    reason: str
    content: Mapping[str, Any] = field(default_factory=dict)
