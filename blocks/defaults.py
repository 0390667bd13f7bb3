"""Blocks of a new installation, with working defaults."""

from pathlib import Path

from prefect.blocks.core import Block

from blocks.channels import NotificationChannels
from blocks.lane_policy import CustomsRiskLanePolicy
from blocks.settings import Settings
from blocks.sources import CustomsRiskSources
from blocks.stores import BLOCK_NAME, CustomsRiskStores
from blocks.targets import CustomsRiskTargets

BLOCKS: tuple[type[Block], ...] = (
    CustomsRiskStores,
    CustomsRiskSources,
    CustomsRiskLanePolicy,
    CustomsRiskTargets,
    NotificationChannels,
)


def default_blocks(data: Path) -> list[Block]:
    """The blocks of a new installation with its data in `data`."""
    return [
        CustomsRiskStores(data_folder=str(data), register_url=Settings().register_url),
        CustomsRiskSources(),
        CustomsRiskLanePolicy(),
        CustomsRiskTargets(),
        NotificationChannels(),
    ]


async def save_missing_blocks(data: Path) -> list[str]:
    """Save missing blocks with defaults, and return their kinds; blocks that an operator saved stay unchanged."""
    saved = []
    for block in default_blocks(data):
        kind = type(block)
        await kind.aregister_type_and_schema()
        try:
            await kind.aload(BLOCK_NAME)
        except ValueError:  # no such block
            await block.asave(BLOCK_NAME)
            saved.append(kind.get_block_type_slug())
    return saved
