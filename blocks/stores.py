"""The block of the stores, and how flows open them."""

import os
from pathlib import Path

from prefect.blocks.core import Block
from pydantic import Field, SecretStr

from blocks.settings import Settings
from sql.stores import Stores

BLOCK_NAME = "default"


class CustomsRiskStores(Block):
    """Places of the register, the lake and the written files of an installation.

    Used by every flow. Save it under the name `default`; a change takes effect with the next run.
    """

    _block_type_name = "Customs Risk Stores"
    _block_type_slug = "customs-risk-stores"
    _description = "Register, lake and data folder of Customs Risk Flows."

    data_folder: str = Field(description="Folder of the lake, reports, models and written notifications.")
    register_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy address of the register; empty for SQLite in the data folder."
    )


def load_stores() -> Stores:
    """Stores of this installation, by the environment, else the saved block, else the default folder."""
    folder, settings = data_folder(), Settings()
    return Stores.opened(folder, register_url(), settings.currency, settings.signing_key())


def register_url() -> str:
    """SQLAlchemy address of the register; chosen as in `load_stores`."""
    block = _saved_block()
    url = Settings().register_url or (block.register_url if block is not None else None)
    return f"sqlite:///{data_folder() / 'register.sqlite'}" if url is None else url.get_secret_value()


def data_folder() -> Path:
    """Data folder of this installation; chosen as in `load_stores`."""
    block = _saved_block()
    return Settings().data_folder if block is None else Path(block.data_folder)


def _saved_block() -> CustomsRiskStores | None:
    if "CUSTOMS_RISK_DATA_FOLDER" in os.environ:
        return None
    try:
        block = CustomsRiskStores.load(BLOCK_NAME)
    except ValueError:  # no such block
        return None
    assert isinstance(block, CustomsRiskStores)
    return block
