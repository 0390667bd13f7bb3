"""Settings of one installation, read once; each is an environment variable `CUSTOMS_RISK_<NAME>`."""

from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the stores are, and what makes a run reproducible."""

    model_config = SettingsConfigDict(env_prefix="CUSTOMS_RISK_", extra="ignore", use_attribute_docstrings=True)

    data_folder: Path = Path(".customs-risk/data")
    """Folder of the stores, the inbox and all documents."""
    register_url: SecretStr | None = None
    """Address of the register; default: SQLite in the data folder. It may hold a password."""
    seed: int = 20210101
    """Seed of everything that is drawn, apart from the random sample."""
    selection_key: SecretStr | None = None
    """Key of the random sample; default: derived from the seed."""
    channels: dict[str, SecretStr] = {}
    """Notification channels beside the built-in file channel: name and address."""
    public_address: str | None = None
    """Address under which officers reach the pages behind links in messages."""
    link_secrets: list[SecretStr] = []
    """Secrets of these links: the first signs, each verifies. Without one, messages carry no links."""
    endpoint_host: str = "127.0.0.1"
    """Host on which declarations are answered one at a time."""
    endpoint_port: int | None = None
    """Port of the endpoint; default: the port after that of the user interface."""
    endpoint_key: SecretStr | None = None
    """Key that callers send as X-API-Key; without it only this machine is answered."""
    extensions: Path | None = None
    """Folder of detectors, hint rules, source formats, channels and report sections of your own."""
    workers: str = "threads"
    """Who matches: threads, dask (two local workers), or tcp://host:port of a Dask scheduler."""
    time_zone: str = "Asia/Shanghai"
    """Time zone of business dates and schedules."""
    business_date: date | None = None
    """Business date that stands in for today, for a demonstration or a backfill."""

    def chance_key(self) -> bytes:
        """Key of the random sample: without it nobody can tell which declaration chance will select."""
        if self.selection_key is not None:
            return self.selection_key.get_secret_value().encode()
        return sha256(f"customs-risk chance {self.seed}".encode()).digest()

    def secrets_of_links(self) -> tuple[str, ...]:
        """The secrets that sign and verify links in messages; none where messages carry no links."""
        return tuple(each.get_secret_value() for each in self.link_secrets)

    def time_of_day(self, as_of: date) -> time:
        """The time now where `as_of` is today; noon of a day that is caught up on, or stands in for today."""
        now = datetime.now(ZoneInfo(self.time_zone))
        return now.time() if now.date() == as_of else time(12)

    def today(self) -> date:
        """The business date at this moment, unless one is set."""
        return self.business_date or datetime.now(ZoneInfo(self.time_zone)).date()
