"""The production compose file: its structure, and that no secret stands in it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from deployments.command_line import app

COMPOSE = Path(__file__).parents[2] / "deployments" / "compose.yaml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


def test_every_part_of_the_system_is_there(compose: dict[str, Any]) -> None:
    assert {"database", "server", "worker", "watcher", "endpoint", "mail"} <= set(compose["services"])


def test_every_service_waits_for_services_that_are_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, condition in service.get("depends_on", {}).items():
            other = compose["services"][name]
            assert condition["condition"] != "service_healthy" or "healthcheck" in other


def test_every_volume_and_configuration_that_is_used_is_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(compose["volumes"])
        assert {each["source"] for each in service.get("configs", [])} <= set(compose["configs"])


def test_our_own_commands_exist(compose: dict[str, Any]) -> None:
    commands = [service.get("command", "") for service in compose["services"].values()]
    ours = [command.split() for command in commands if command.startswith("customs-risk")]
    assert ours
    for _, name, *options in ours:
        help_text = CliRunner().invoke(app, [name, "--help"]).output
        assert all(option in help_text for option in options if option.startswith("--"))


def test_register_and_prefect_share_a_postgresql_and_the_server_asks_for_a_login(compose: dict[str, Any]) -> None:
    server = compose["services"]["server"]["environment"]
    assert server["PREFECT_API_DATABASE_CONNECTION_URL"].startswith("postgresql+asyncpg://")
    assert server["CUSTOMS_RISK_REGISTER_URL"].startswith("postgresql+psycopg://")
    assert server["PREFECT_SERVER_API_AUTH_STRING"] == server["PREFECT_API_AUTH_STRING"]


def test_no_secret_stands_in_the_file() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    for name in ("POSTGRES_PASSWORD", "SERVER_API_AUTH_STRING", "SELECTION_KEY", "ENDPOINT_KEY"):
        for value in re.findall(rf"{name}: (.*)", text):
            assert value.startswith("${")


def test_only_this_host_reaches_the_ports(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_file_of_secrets_stays_out_of_the_image() -> None:
    ignored = (COMPOSE.parents[1] / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"**/.env", ".git", ".customs-risk"} <= set(ignored)
