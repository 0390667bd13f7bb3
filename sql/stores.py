"""Where one installation keeps what it knows."""

from dataclasses import dataclass
from pathlib import Path

from sql.lake import Lake
from sql.ownership import owned_folder
from sql.reference import use_organisation
from sql.register import Register
from sql.register.notary import Notary
from sql.register.tables import OrganisationUnit


@dataclass(frozen=True)
class Stores:
    """The register, the lake, and the data folder that holds reports, models and written notifications."""

    register: Register
    lake: Lake
    folder: Path

    @classmethod
    def embedded(cls, folder: Path, currency: str | None = None, trail_key: bytes | None = None) -> "Stores":
        """Stores in one folder, with a SQLite register; creates and migrates what is not there."""
        return cls.opened(folder, f"sqlite:///{folder / 'register.sqlite'}", currency, trail_key)

    @classmethod
    def opened(
        cls, folder: Path, register_url: str, currency: str | None = None, trail_key: bytes | None = None
    ) -> "Stores":
        """Stores with the register at `register_url`, migrated.

        `currency`: of the installation, where configured. `trail_key`: signs the audit trail; default: the key that
        the folder keeps, made where there is none.
        """
        owned_folder(folder)
        register = Register(register_url, Notary.of(folder, trail_key))
        register.migrate()
        use_organisation(register.read(OrganisationUnit, list(OrganisationUnit.model_fields)))
        return cls(register=register, lake=Lake(folder / "lake", currency), folder=folder)
