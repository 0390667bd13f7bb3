"""Settings of one installation, read once; each is an environment variable `CUSTOMS_RISK_<NAME>`."""

from datetime import date, datetime, time
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sql.kept_keys import kept_key
from sql.working_days import DEFAULT_COUNTRY, checked_country

SELECTION_KEY = "selection"


def checked_network(written: str) -> str:
    """An address or network; raises ValueError for any other text."""
    return str(ip_network(written.strip()))


class Settings(BaseSettings):
    """Stores, secrets, addresses and seeds of an installation."""

    model_config = SettingsConfigDict(env_prefix="CUSTOMS_RISK_", extra="ignore", use_attribute_docstrings=True)

    data_folder: Path = Path(".customs-risk/data")
    """Folder of the stores, the inbox and all documents."""
    register_url: SecretStr | None = None
    """Address of the register; default: SQLite in the data folder. It may hold a password."""
    seed: int = 20210101
    """Seed of all random draws except the random sample."""
    selection_key: SecretStr | None = None
    """Key of the random sample; default: made at first use and kept in the data folder."""
    trail_key: SecretStr | None = None
    """Key that signs the audit trail; default: made at first use and kept in the data folder."""
    channels: dict[str, SecretStr] = {}
    """Notification channels beside the built-in file channel: name and address."""
    public_address: str | None = None
    """Address of the pages behind links in messages, as officers reach it."""
    link_secrets: list[SecretStr] = []
    """Secrets of links in messages: the first signs, each verifies. Without a secret they lead to the desk alone."""
    proxy_header: str | None = None
    """Header in which a trusted proxy names who signed in, for example X-Forwarded-User, as bound to persons."""
    proxy_addresses: list[Annotated[str, AfterValidator(checked_network)]] = []
    """Addresses or networks of the proxies whose header is believed, for example ["10.0.0.5", "10.1.0.0/16"]."""
    openid_issuer: str | None = Field(default=None, pattern="^https?://")
    """Address of the OpenID Connect provider at which officers sign in."""
    openid_client: str | None = None
    """Identifier of this installation at the OpenID Connect provider; its redirect address is /sign-in/openid/back."""
    openid_secret: SecretStr | None = None
    """Secret of this installation at the OpenID Connect provider."""
    endpoint_host: str = "127.0.0.1"
    """Host that the endpoint for single declarations listens on."""
    endpoint_port: int | None = None
    """Port of the endpoint; default: the port after that of the user interface."""
    endpoint_key: SecretStr | None = None
    """Key that callers of the endpoint send as X-API-Key; without a key only this machine may call."""
    extensions: Path | None = None
    """Folder of detectors, hint rules, source formats, channels and report sections of your own."""
    mappings: Path | None = None
    """Folder of mappings of your sources (YAML), tried before the built-in ones wherever files are read."""
    workers: str = "threads"
    """Workers that match parameters: threads, dask (two local workers), or tcp://host:port of a Dask scheduler."""
    time_zone: str = "Asia/Shanghai"
    """Time zone of business dates and schedules."""
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    """Currency in which values are compared and added (ISO 4217); default: that of the declarations collected first."""
    country: Annotated[str, AfterValidator(checked_country)] = DEFAULT_COUNTRY
    """Country with the working days of the offices (ISO 3166), for deadlines and the start of business days."""
    business_date: date | None = None
    """Business date instead of today, for a demonstration or a backfill."""

    def chance_key(self, folder: Path) -> bytes:
        """Key of the random sample: nobody without it can predict which declarations are selected by chance.

        folder: data folder that keeps the key where none is set, and gets one made by chance at first use.
        """
        return _secret(self.selection_key) or kept_key(folder, SELECTION_KEY)

    def signing_key(self) -> bytes | None:
        """Key that signs the audit trail; None where the data folder keeps it."""
        return _secret(self.trail_key)

    def secrets_of_links(self) -> tuple[str, ...]:
        """The secrets that sign and verify links in messages; empty if there are none."""
        return tuple(each.get_secret_value() for each in self.link_secrets)

    def time_of_day(self, as_of: date) -> time:
        """The time now if `as_of` is today, else noon."""
        now = datetime.now(ZoneInfo(self.time_zone))
        return now.time() if now.date() == as_of else time(12)

    def today(self) -> date:
        """The business date: the configured one, else today in the time zone of the installation."""
        return self.business_date or datetime.now(ZoneInfo(self.time_zone)).date()


def _secret(value: SecretStr | None) -> bytes | None:
    return None if value is None else value.get_secret_value().encode()
