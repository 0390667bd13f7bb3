"""Forms of a served installation offer what its reference data and declarations hold, without a new start."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client

from deployments.forms import choices_of
from deployments.registration import as_prefect_deployment, update_forms
from deployments.serving.choices_kept import changes_so_far
from deployments.table import DEPLOYMENTS
from sql.reference import use_organisation
from sql.register import insert_new
from sql.register.tables import OrganisationUnit
from sql.stores import Stores
from sql.terms import UnitLevel

DAY = date(2021, 3, 1)
ANALYSE = next(each for each in DEPLOYMENTS if each.flow == "analyse_risk")


def load(stores: Stores, *names: str) -> None:
    """Load an organisation of a national unit that holds units of these names."""
    units = [
        ("XX", None, UnitLevel.NATIONAL, "Customs of Example"),
        *((n[:2], "XX", UnitLevel.REGIONAL, n) for n in names),
    ]
    rows = [
        {
            "key": f"1|{code}|",
            "load": 1,
            "code": code,
            "parent": parent,
            "level": level,
            "name_en": name,
            "name_zh": name,
        }
        for code, parent, level, name in units
    ]
    with stores.register.writing() as session:
        insert_new(session, OrganisationUnit, rows)


@pytest.fixture(autouse=True)
def own_organisation() -> Iterator[None]:
    """Other tests find the organisation that the system comes with."""
    yield
    use_organisation(None)


@pytest.mark.usefixtures("prefect_server")
def test_a_loaded_organisation_is_offered_by_forms_that_are_registered(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(stores.folder))
    before = changes_so_far()
    load(stores, "NORTH", "SOUTH")
    assert changes_so_far() != before
    reopened = Stores.embedded(Path(stores.folder))  # its organisation is that of this process now
    choices = choices_of(reopened, DAY)

    async def registered_then_updated() -> tuple[list[str], list[str]]:
        async with get_client() as client:
            await as_prefect_deployment(ANALYSE).aapply(work_pool_name=None)
            await update_forms(client, choices)
            found = await client.read_deployment_by_name("analyse-risk/analyse-risk")
            fields = (found.parameter_openapi_schema or {})["properties"]
            return fields["customs"]["enum"], found.tags

    offered, tags = asyncio.run(registered_then_updated())
    assert offered == ["XX · Customs of Example", "NO · NORTH", "SO · SOUTH"]
    assert "for analysts" in tags
