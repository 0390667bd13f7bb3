"""The block of the folders that sources put their files into."""

from pathlib import Path

from prefect.blocks.core import Block
from pydantic import Field

BLOCK_NAME = "default"
INBOX = "inbox"


class CustomsRiskSources(Block):
    """Folders into which the sources of declarations and other risk information put files of any kind that can be read.

    The header of a file shows its source; `mappings` describe sources that are not known by themselves. The folders are
    watched while the installation is served, and a collection without files reads all of them. A change takes effect
    within half a minute.

    Example: `CustomsRiskSources(folders=["inbox", "/mnt/single-window"]).save("default", overwrite=True)`
    """

    _block_type_name = "Customs Risk Sources"
    _block_type_slug = "customs-risk-sources"
    _description = "Folders where declarations and other risk information arrive."

    folders: list[str] = Field(
        default=[INBOX], description="Folders; a name without a leading slash is in the data folder."
    )
    mappings: list[str] = Field(
        default=[], description="Mappings of sources that are not known by themselves, each as its YAML text."
    )


def source_folders(data: Path) -> list[Path]:
    """Folders of the saved block as absolute paths, else the inbox of the data folder."""
    block = _saved()
    folders = [INBOX] if block is None else block.folders
    return [data.absolute() / folder for folder in folders]


def mapping_texts() -> list[str]:
    """YAML texts of the mappings of the saved block."""
    block = _saved()
    return [] if block is None else block.mappings


def _saved() -> CustomsRiskSources | None:
    try:
        block = CustomsRiskSources.load(BLOCK_NAME)
    except ValueError:  # no such block
        return None
    assert isinstance(block, CustomsRiskSources)
    return block
