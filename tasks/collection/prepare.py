"""What a new installation needs before it can collect."""

from sql.reference import organisation, seed_organisation
from sql.register import insert_new
from sql.register.tables import Unit
from sql.stores import Stores


def prepare_register(stores: Stores) -> None:
    """Put the organisation into the register, and CN, which stands for its top; units that are there stay."""
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
        insert_new(session, Unit, seed_organisation().head(1))
