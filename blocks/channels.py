"""The block that holds the addresses of notification channels."""

from prefect.blocks.core import Block
from pydantic import BaseModel, Field, SecretStr

from blocks.settings import Settings
from sql.terms import Severity

BLOCK_NAME = "default"


class NotificationRoute(BaseModel):
    """What goes over a channel: events of a unit and all below it, of a kind, from a severity on."""

    unit: str = Field(default="CN", description="Code of the unit whose events, and those of all below it, are meant.")
    kind: str = Field(default="*", description="case, warning, instruction, hint, recommendation …; * for all.")
    min_severity: Severity = Field(default=Severity.LOW, description="Least severity.")
    channel: str = Field(description="Name of the channel.")


class NotificationChannels(Block):
    """Channels over which units are told, and which events go over which. A change holds from the next notification.

    Addresses are in apprise's notation and kept as secrets: `{"e-mail": "mailtos://…", "duty-room": "dingtalk://…"}`.
    The channel `file`, which writes readable files into the data folder, needs no address.

    Example: `routes=[{"unit": "SH", "kind": "case", "min_severity": "high", "channel": "duty-room"}]`
    """

    _block_type_name = "Customs Risk Notification Channels"
    _block_type_slug = "customs-risk-notification-channels"
    _description = "Where Customs Risk Flows sends notifications."

    routes: list[NotificationRoute] = Field(
        default=[NotificationRoute(channel="file")],
        description="Which events go over which channel. What no route takes goes over the channel file.",
    )
    addresses: dict[str, SecretStr] = Field(
        default_factory=dict, description="Channel name to apprise address, for example mailtos://…"
    )


def load_channels() -> dict[str, str]:
    """Apprise address of each channel: those of the saved block, overridden by the settings."""
    block = _saved_block()
    addresses = ({} if block is None else dict(block.addresses)) | Settings().channels
    return {name: address.get_secret_value() for name, address in addresses.items()}


def load_routes() -> list[dict[str, str]] | None:
    """Routes of the saved block as plain values: unit, kind, min_severity, channel; None where none was saved."""
    block = _saved_block()
    if block is None:
        return None
    return [route.model_dump(mode="json") for route in block.routes]


def _saved_block() -> NotificationChannels | None:
    try:
        block = NotificationChannels.load(BLOCK_NAME)
    except ValueError:  # no such block was saved: the file channel alone
        return None
    assert isinstance(block, NotificationChannels)
    return block
