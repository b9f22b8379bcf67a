"""The declarative base: naming, and what every row of an association has."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from rs_tracker.store.types import Slug, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), date: Date()}


class OfAssociation:
    """A row that belongs to exactly one association; its id begins every key (see store/tenancy.py)."""

    association_id: Mapped[str] = mapped_column(Slug, ForeignKey("association.id"), primary_key=True, sort_order=-10)


def one_of(column: str, values: tuple[str, ...], name: str | None = None) -> CheckConstraint:
    """A CHECK that the column holds one of a closed list (or is null)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")
