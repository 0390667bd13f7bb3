"""The configuration in one view: every setting and block with its source; secrets are masked."""

import os
from dataclasses import dataclass
from typing import Any

from prefect.blocks.core import Block
from prefect.settings import get_current_settings
from pydantic import BaseModel, SecretStr

from blocks.defaults import BLOCKS
from blocks.settings import Settings
from blocks.stores import BLOCK_NAME

MASK = "********"
_PREFIX = "CUSTOMS_RISK_"


@dataclass(frozen=True)
class Configured:
    """A setting or the field of a block as text, and its source."""

    name: str
    value: str
    source: str


def of_settings() -> list[Configured]:
    """The settings, then the address of Prefect's server."""
    settings = Settings()
    entries = [
        Configured(name, shown(getattr(settings, name)), _source(name)) for name in sorted(Settings.model_fields)
    ]
    api = get_current_settings().api
    return [
        *entries,
        Configured("prefect server", api.url or "none is running", "PREFECT_API_URL"),
        Configured("prefect server login", shown(api.auth_string), "PREFECT_API_AUTH_STRING"),
    ]


def of_blocks() -> list[Configured]:
    """The fields of the saved blocks."""
    entries = []
    for kind in BLOCKS:
        slug = kind.get_block_type_slug()
        block = saved(kind)
        if block is None:
            entries.append(Configured(slug, "not saved: defaults apply", "default"))
            continue
        fields = [name for name in kind.model_fields if not name.startswith("_") and name not in Block.model_fields]
        entries += [Configured(f"{slug}.{name}", shown(getattr(block, name)), f"block {BLOCK_NAME}") for name in fields]
    return entries


def saved(kind: type[Block]) -> Block | None:
    """The saved block of a kind; None if there is none."""
    try:
        block = kind.load(BLOCK_NAME)
    except ValueError:  # no such block
        return None
    assert isinstance(block, Block)
    return block


def shown(value: Any) -> str:
    """A value as text, with every secret in it masked."""
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, BaseModel):
        return " ".join(f"{name}={shown(getattr(value, name))}" for name in type(value).model_fields)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {shown(each)}" for name, each in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value) or "none"
    return "not set" if value is None else str(value)


def _source(name: str) -> str:
    variable = f"{_PREFIX}{name.upper()}"
    return variable if variable in os.environ else f"default; set {variable}"
