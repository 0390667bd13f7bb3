"""The block that holds the addresses of notification channels."""

from prefect.blocks.core import Block
from pydantic import BaseModel, Field, SecretStr

from blocks.settings import Settings
from sql.terms import Language, Severity

BLOCK_NAME = "default"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"


class NotificationRoute(BaseModel):
    """What goes over a channel: events of a unit and all below it, of a kind, from a severity on."""

    unit: str = Field(default="CN", description="Code of the unit whose events, and those of all below it, are meant.")
    kind: str = Field(default="*", description="case, warning, instruction, hint, recommendation …; * for all.")
    min_severity: Severity = Field(default=Severity.LOW, description="Least severity.")
    channel: str = Field(description="Name of the channel.")
    language: Language = Field(default=Language.ENGLISH, description="Language of its messages: en or zh.")
    quiet_hours: str = Field(
        default="",
        pattern=rf"^$|^{_TIME}-{_TIME}$",
        description="Hours in which nothing leaves, for example 22:00-07:00; it leaves when they end. Empty for none.",
    )
    digest_at: str = Field(
        default="",
        pattern=rf"^$|^{_TIME}$",
        description="Time of day, for example 08:30, at which all that waits leaves as one message. Empty: at once.",
    )
    passes_from: Severity = Field(
        default=Severity.HIGH, description="Severity from which neither quiet hours nor a digest hold anything back."
    )


class NotificationChannels(Block):
    """Channels over which units are told, and which events go over which. A change holds from the next notification.

    Addresses are in apprise's notation and kept as secrets: `{"e-mail": "mailtos://…", "duty-room": "dingtalk://…"}`.
    The channel `file`, which writes readable files into the data folder, needs no address.

    Example: `routes=[{"unit": "SH", "kind": "case", "min_severity": "high", "channel": "duty-room"}]`;
    with `"language": "zh", "quiet_hours": "22:00-07:00", "digest_at": "08:30"` it speaks Chinese, lets people sleep,
    and tells once in the morning what is not of high severity.
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
    """Routes of the saved block as plain values, named as the fields of a route; None where none was saved."""
    block = _saved_block()
    if block is None:
        return None
    return [route.model_dump(mode="json") for route in block.routes]


def load_links() -> tuple[str, tuple[str, ...]] | None:
    """Public address and secrets of links that acknowledge; None where the settings name no address or no secret."""
    settings = Settings()
    if settings.public_address is None or not settings.link_secrets:
        return None
    return settings.public_address, settings.secrets_of_links()


def _saved_block() -> NotificationChannels | None:
    try:
        block = NotificationChannels.load(BLOCK_NAME)
    except ValueError:  # no such block was saved: the file channel alone
        return None
    assert isinstance(block, NotificationChannels)
    return block
