"""The block that holds the addresses of notification channels."""

from prefect.blocks.core import Block
from pydantic import BaseModel, Field, SecretStr

from blocks.settings import Settings
from sql.terms import Language, Severity

BLOCK_NAME = "default"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"


class NotificationRoute(BaseModel):
    """A route: sends events of a unit and all units below it, by kind and severity, to a channel."""

    unit: str = Field(default="CN", description="Code of the unit; the units below it are included.")
    kind: str = Field(default="*", description="case, warning, instruction, hint, recommendation …; * for all.")
    min_severity: Severity = Field(default=Severity.LOW, description="Lowest severity.")
    channel: str = Field(description="Name of the channel.")
    language: Language = Field(default=Language.ENGLISH, description="Language of its messages: en or zh.")
    quiet_hours: str = Field(
        default="",
        pattern=rf"^$|^{_TIME}-{_TIME}$",
        description="Hours without messages, for example 22:00-07:00; messages wait until they end. Empty for none.",
    )
    digest_at: str = Field(
        default="",
        pattern=rf"^$|^{_TIME}$",
        description="Time of day, for example 08:30, of one message with all that waits. Empty: send at once.",
    )
    passes_from: Severity = Field(
        default=Severity.HIGH, description="Lowest severity that ignores quiet hours and digests."
    )


class NotificationChannels(Block):
    """Channels of notifications, and routes of events to channels. A change takes effect with the next notification.

    Addresses are in apprise's notation and kept as secrets: `{"e-mail": "mailtos://…", "duty-room": "dingtalk://…"}`.
    The address of a receiver in the own network says so: `mailto://mail:1025/?…&private=allowed`.
    The channel `file`, which writes readable files into the data folder, needs no address.

    Example: `routes=[{"unit": "SH", "kind": "case", "min_severity": "high", "channel": "duty-room"}]`;
    with `"language": "zh", "quiet_hours": "22:00-07:00", "digest_at": "08:30"` messages are in
    Chinese and silent at night, and one message in the morning holds everything below high severity.
    """

    _block_type_name = "Customs Risk Notification Channels"
    _block_type_slug = "customs-risk-notification-channels"
    _description = "Where Customs Risk Flows sends notifications."

    routes: list[NotificationRoute] = Field(
        default=[NotificationRoute(channel="file")],
        description="Routes of events to channels. An event without a route goes to the channel file.",
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
    """Routes of the saved block as dictionaries with the fields of a route; None if no block is saved."""
    block = _saved_block()
    if block is None:
        return None
    return [route.model_dump(mode="json") for route in block.routes]


def load_links() -> tuple[str, tuple[str, ...]] | None:
    """Public address and secrets of signed links; None if the settings lack one of them."""
    settings = Settings()
    if settings.public_address is None or not settings.link_secrets:
        return None
    return settings.public_address, settings.secrets_of_links()


def load_links_of_messages() -> tuple[str, tuple[str, ...]] | None:
    """The same for messages: without secrets they have links to the desk, where who follows them signs in, alone.

    None without a public address.
    """
    settings = Settings()
    return None if settings.public_address is None else (settings.public_address, settings.secrets_of_links())


def _saved_block() -> NotificationChannels | None:
    try:
        block = NotificationChannels.load(BLOCK_NAME)
    except ValueError:  # no block is saved: use the file channel only
        return None
    assert isinstance(block, NotificationChannels)
    return block
