"""A change that feedback proposes, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sql.messages import Message


@dataclass(frozen=True)
class Proposal:
    """A proposed change. target: what changes; unit: its owner; content: the change itself, to be stored as JSON."""

    action: str
    target: str
    unit: str
    reason: Message
    content: Mapping[str, Any] = field(default_factory=dict)
