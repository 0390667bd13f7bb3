"""The block that holds the addresses of notification channels."""

from prefect.blocks.core import Block
from pydantic import Field, SecretStr

from blocks.settings import Settings

BLOCK_NAME = "default"


class NotificationChannels(Block):
    """Addresses of notification channels, in apprise's notation, kept as secrets.

    Example: `{"e-mail": "mailtos://…", "duty-room": "dingtalk://…"}`. The channel `file`, which writes readable
    files into the data folder, needs no address.
    """

    _block_type_name = "Customs Risk Notification Channels"
    _block_type_slug = "customs-risk-notification-channels"
    _description = "Where Customs Risk Flows sends notifications."

    addresses: dict[str, SecretStr] = Field(
        default_factory=dict, description="Channel name to apprise address, for example mailtos://…"
    )


def load_channels() -> dict[str, str]:
    """Apprise address of each channel: those of the saved block, overridden by the settings."""
    addresses: dict[str, SecretStr] = {}
    try:
        block = NotificationChannels.load(BLOCK_NAME)
    except ValueError:  # no such block was saved: the file channel alone
        pass
    else:
        assert isinstance(block, NotificationChannels)
        addresses.update(block.addresses)
    addresses.update(Settings().channels)
    return {name: address.get_secret_value() for name, address in addresses.items()}
