"""Opens the stores of a command, without importing Prefect."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deployments.errors import refuse

if TYPE_CHECKING:
    from sql.lake import Money
    from sql.stores import Stores

HOME = Path(".customs-risk")  # one folder per kind of run
REGISTER = "register.sqlite"


def open_stores(data: Path | None, *, new: bool = False) -> "Stores":
    """The stores in `data`, else in the configured folder, else in the folder of the last run.

    new: whether a named or configured folder may be a new one, which is made.
    """
    from sqlalchemy.exc import OperationalError

    from blocks.settings import Settings
    from sql.kept_keys import FOLDER
    from sql.stores import Stores

    settings = Settings()
    url, currency, trail_key = settings.register_url, settings.currency, settings.signing_key()
    folder = data or _configured() or _latest()
    if folder is None:
        refuse("there is no data folder yet: name one with --data, or begin with customs-risk run.")
    empty = not folder.exists() or (folder.is_dir() and all(each.name == FOLDER for each in folder.iterdir()))
    if url is None and not (folder / REGISTER).is_file() and not (new and empty):
        refuse(f"{folder} is no data folder: it has no {REGISTER}; name another with --data.")
    try:
        if url is None:
            return Stores.embedded(folder, currency, trail_key)
        return Stores.opened(folder, url.get_secret_value(), currency, trail_key)
    except OperationalError:
        refuse("the register cannot be reached: check CUSTOMS_RISK_REGISTER_URL, and that its server runs.")


def selection_key() -> bytes:
    """Key of the random sample for commands on files: the configured one, else that of the data folder."""
    from blocks.settings import Settings

    settings = Settings()
    folder = _configured() or _latest() or settings.data_folder
    try:
        return settings.chance_key(folder)
    except (OSError, ValueError):
        refuse(f"the key of the random sample cannot be kept in {folder}: set CUSTOMS_RISK_SELECTION_KEY.")


def configured_money(rates: Path | None) -> "Money | None":
    """Currency and exchange rates for commands on files: of the file `rates`, else of the configured data folder.

    None where neither is there and no currency is configured. Raises NoRatesError or UnreadableFileError.
    """
    from blocks.settings import Settings
    from sql.lake import DEFAULT_CURRENCY, Lake, Money

    currency = Settings().currency
    if rates is not None:
        from tasks.collection.exchange_rates import money_of_file

        return money_of_file(rates, currency or DEFAULT_CURRENCY)
    folder = _configured()
    if folder is not None and (folder / "lake" / "exchange_rates").is_dir():
        return Lake(folder / "lake", currency).money
    return None if currency is None else Money(currency)


def business_date(as_of: datetime | None) -> date:
    """The date `as_of`, else today in the time zone of the installation."""
    from blocks.settings import Settings

    return as_of.date() if as_of else Settings().today()


def _configured() -> Path | None:
    named = os.environ.get("CUSTOMS_RISK_DATA_FOLDER")
    return Path(named) if named else None


def _latest() -> Path | None:
    registers = sorted(HOME.glob(f"*/{REGISTER}"), key=lambda path: path.stat().st_mtime)
    return registers[-1].parent if registers else None
