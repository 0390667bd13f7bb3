"""Checks of an installation: each returns one sentence on its result, with what to do if it failed."""

import shutil
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from apprise import Apprise
from prefect.settings import get_current_settings
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from blocks.channels import load_channels
from blocks.configuration import saved
from blocks.defaults import BLOCKS
from blocks.settings import Settings
from blocks.sources import source_folders
from blocks.stores import data_folder, register_url
from deployments.persons import calendar_day
from deployments.table import DEPLOYMENTS
from sql.kept_keys import SHORTEST, has_key
from sql.ownership import open_to_others
from sql.register.notary import TRAIL_KEY, Anchor, Notary
from sql.register.register import MIGRATIONS, Register
from tasks.analysis.method import DETECTOR_KIND
from tasks.collection.inbox_files import inbox_files
from tasks.collection.sources.recognised import SOURCE_FORMAT_KIND, own_mappings
from tasks.delivery.channels import CHANNEL_KIND, DeliveryError, channel_of
from tasks.delivery.channels.address import send, without_permission
from tasks.delivery.public_addresses import public_only
from tasks.lifecycle.integrity import altered_decisions, altered_records
from tasks.persons.standing import lacking
from tasks.reporting.sections import SECTION_KIND
from tasks.running.extensions import Kind, folder_problems
from tasks.supervision.hint_rule import HINT_RULE_KIND

_KINDS: tuple[Kind[Any], ...] = (DETECTOR_KIND, HINT_RULE_KIND, SOURCE_FORMAT_KIND, CHANNEL_KIND, SECTION_KIND)
_LEAST_FREE = 2 * 1024**3  # bytes
_SECONDS = 3.0
_READS_ONLY = Notary(b"", Path())  # signs nothing
_MOST_NAMED = 5  # altered records in the sentence


@dataclass(frozen=True)
class Checked:
    """The result of a check."""

    well: bool
    sentence: str


def well(sentence: str) -> Checked:
    """A check that passed."""
    return Checked(True, sentence)


def ill(sentence: str) -> Checked:
    """A check that failed; the sentence says what to do."""
    return Checked(False, sentence)


def check_installation(data: Path, *, served: bool, told: Anchor | None = None) -> Iterator[Checked]:
    """All checks in order; without a server, only those that need no blocks.

    `data`: data folder to check if no server is running. `told`: an anchor of the audit trail that a person kept.
    """
    if not served:
        yield ill("No Prefect server is running for this data folder: start customs-risk serve.")
        yield from (check_folder(data), check_disk(data), *check_extensions())
        url = Settings().register_url
        own = f"sqlite:///{data / 'register.sqlite'}"
        yield from check_kept(data, own if url is None else url.get_secret_value(), told)
        return
    server = list(check_server())
    yield from server
    if len(server) > 1:  # it answered and accepted our login
        yield from check_blocks()
        yield from (check_folder(data_folder()), check_disk(data_folder()))
        yield check_inbox(source_folders(data_folder()))
        yield from check_kept(data_folder(), register_url(), told)
        yield from check_channels()
        yield from check_extensions()


def check_folder(folder: Path) -> Checked:
    """Whether the data folder can be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        return Checked(
            False, f"The data folder {folder} cannot be written to ({problem.strerror}): give it to this user."
        )
    return well(f"The data folder {folder} can be written to.")


def check_inbox(folders: Sequence[Path]) -> Checked:
    """Whether every name in the folders of sources can be taken in."""
    passed_over = inbox_files(folders).passed_over
    if not passed_over:
        return well("Every name in the inbox can be taken in.")
    named = "; ".join(map(str, passed_over[:_MOST_NAMED]))
    more = f"; and {len(passed_over) - _MOST_NAMED} more" if len(passed_over) > _MOST_NAMED else ""
    return ill(f"In the inbox {named}{more}: rename, mend or remove what is named.")


def check_disk(folder: Path) -> Checked:
    """Whether enough space is free."""
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    space = f"{free / 1024**3:.1f} GiB are free under {folder}"
    if free < _LEAST_FREE:
        return ill(f"Only {space}: make room, or move the data folder.")
    return well(f"{space}.")


def check_kept(folder: Path, url: str, told: Anchor | None = None) -> Iterator[Checked]:
    """Everything about what an installation keeps: register, records, keys, and who may read them."""
    yield from (check_sample_key(folder), check_ownership(folder))
    file = make_url(url).database if url.startswith("sqlite") else None
    if file is not None and not Path(file).is_file():
        if (folder / "anchors").is_dir():
            yield ill(f"The register {file} is gone, and its audit trail was anchored: find out who removed it.")
        else:
            yield well("There is no register yet: the first run makes it.")
        return
    yield check_register(url)
    yield check_records(url, folder, told)
    yield from check_persons(url, folder)


def check_sample_key(folder: Path) -> Checked:
    """Whether nobody can try out the key of the random sample."""
    set_by_hand = Settings().selection_key
    if set_by_hand is None:
        return well("The random sample has a key of its own, made by chance and kept in the data folder.")
    if len(set_by_hand.get_secret_value().encode()) < SHORTEST:
        return ill(
            f"CUSTOMS_RISK_SELECTION_KEY is short, and the random sample can be predicted by who tries it out: set "
            f"{SHORTEST} characters or more by chance, or leave it unset and one is made."
        )
    return well("The random sample has a key of its own, set by CUSTOMS_RISK_SELECTION_KEY.")


def check_ownership(folder: Path) -> Checked:
    """Whether the files of the register belong to their owner alone."""
    reached = open_to_others(folder)
    if not reached:
        return well("Register, keys and models can be read by their owner alone.")
    return ill(f"Others on this machine can read {', '.join(reached)} in {folder}: chmod -R go= {folder}.")


def check_register(url: str) -> Checked:
    """Whether the register answers and has every migration; its address may hold a password and is not shown."""
    register = Register(url, _READS_ONLY)
    kind = register.engine.dialect.name
    try:
        with register.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as problem:
        return ill(f"The register on {kind} does not answer ({type(problem).__name__}): check its address.")
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if current == newest:
        return well(f"The register on {kind} answers and has the newest migration, {newest}.")
    return Checked(
        False, f"The register is at migration {current}, not at {newest}: the next run of any flow brings it there."
    )


def check_records(url: str, folder: Path, told: Anchor | None = None) -> Checked:
    """Whether trail, journals, evidence and sealed records are unaltered; `told`: an anchor that somebody kept."""
    key = Settings().signing_key()
    if key is None and not has_key(folder, TRAIL_KEY):
        return ill(
            f"Records cannot be verified: {folder} lacks the key that signed the audit trail. Restore it from the "
            "backup, or find out who removed it."
        )
    try:
        register = Register(url, Notary.of(folder, key))
        altered = [*altered_records(register, told), *altered_decisions(register, folder / "lake")]
    except SQLAlchemyError:
        return ill("Records cannot be verified: the register does not answer, or lacks its tables.")
    if not altered:
        return well("Audit trail, anchors, sealed records, decisions, journals of cases and evidence are unaltered.")
    more = f" and {len(altered) - _MOST_NAMED} more" if len(altered) > _MOST_NAMED else ""
    named = "; ".join(altered[:_MOST_NAMED])
    return ill(f"Altered since they were written: {named}{more}. Find out who had access, and compare with the backup.")


def check_persons(url: str, folder: Path) -> Iterator[Checked]:
    """Whether persons can be entered, and forms of Prefect's user interface be used."""
    key = Settings().signing_key()
    if key is None and not has_key(folder, TRAIL_KEY):
        return  # told of the records
    try:
        problems = lacking(Register(url, Notary.of(folder, key)), calendar_day())
    except SQLAlchemyError:
        return  # told of the register itself
    yield from map(ill, problems)
    if not problems:
        yield well("A platform engineer can enter persons, and somebody acts in Prefect's user interface.")


def check_server() -> Iterator[Checked]:
    """Whether Prefect's server answers, has our version, and knows every deployment."""
    api = get_current_settings().api
    login = api.auth_string.get_secret_value().split(":", 1) if api.auth_string else None
    with httpx.Client(base_url=f"{api.url}/", timeout=_SECONDS, auth=(login[0], login[1]) if login else None) as client:
        try:
            answer = client.get("admin/version")
        except httpx.HTTPError as problem:
            yield Checked(
                False, f"The Prefect server at {api.url} does not answer ({type(problem).__name__}): start it."
            )
            return
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            yield ill("The Prefect server requires a login: set PREFECT_API_AUTH_STRING to user:password.")
            return
        theirs, ours = str(answer.json()), version("prefect")
        same = theirs == ours
        yield Checked(same, f"The Prefect server has version {theirs}" + ("." if same else f", this machine {ours}."))
        known = {each["name"] for each in client.post("deployments/filter", json={}).json()}
    missing = [each.name for each in DEPLOYMENTS if each.name not in known]
    if missing:
        yield Checked(
            False, f"Not deployed: {', '.join(missing)}. Start customs-risk serve, or run customs-risk deploy."
        )
    else:
        yield well(f"All {len(DEPLOYMENTS)} deployments are registered.")


def check_blocks() -> Iterator[Checked]:
    """Whether every block is saved."""
    missing = [kind.get_block_type_slug() for kind in BLOCKS if saved(kind) is None]
    if missing:
        yield Checked(False, f"Blocks not saved: {', '.join(missing)}. The next customs-risk serve saves them.")
    else:
        yield well(f"All {len(BLOCKS)} blocks are saved.")


def check_extensions() -> Iterator[Checked]:
    """Whether every detector, hint rule, format, mapping, channel and section from outside the package can be used."""
    problems = [*folder_problems(), *(problem for kind in _KINDS for problem in kind.problems)]
    problems += own_mappings().problems
    yield from map(ill, problems)
    if not problems:
        yield well("Every extension can be used.")


def check_channels() -> Iterator[Checked]:
    """Whether the host of each channel can be reached; addresses hold secrets and are not shown."""
    for name, address in sorted(load_channels().items()):
        try:
            channel = channel_of(address)
        except DeliveryError as problem:
            yield ill(f"The channel {name} cannot be used: {problem}.")
            continue
        if channel.send is not send:  # no matter of apprise
            yield well(f"The address of the channel {name} is understood.")
            continue
        private_allowed, written = without_permission(address)
        server = Apprise.instantiate(written, suppress_exceptions=True)
        if server is None:
            yield ill(f"The address of the channel {name} is not one that apprise knows: correct it.")
            continue
        with public_only(private_allowed):
            yield _reached(name, server)


def _reached(name: str, server: object) -> Checked:
    host = getattr(server, "smtp_host", None) or getattr(server, "host", None)
    if not isinstance(host, str) or not host:
        return Checked(True, f"The address of the channel {name} is understood.")
    port = int(getattr(server, "port", None) or (443 if getattr(server, "secure", False) else 80))
    try:
        with socket.create_connection((host, port), timeout=_SECONDS):
            return well(f"The channel {name} can be reached.")
    except OSError as problem:
        return ill(f"The channel {name} cannot be reached at {host}:{port} ({problem}): check its address.")
