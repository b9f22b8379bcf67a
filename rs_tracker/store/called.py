"""What the people somebody named are called to them: as they typed it, until the other side has said yes.

Whoever knows an address could otherwise learn, by naming it, which name its reader goes by elsewhere.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select

from rs_tracker.store.memberships import SupervisionPair
from rs_tracker.store.people import Person

# The columns of whoever is named in a query; a query may have them under another name.
_WHO: Final = (Person.id, Person.joined_at, Person.name)


Who = tuple[SQLColumnExpression[str], SQLColumnExpression[datetime | None], SQLColumnExpression[str]]


def joined(named: type[Person], current: type[Person]) -> Who:
    """The columns of somebody `named` by a version, or of the record in use (`current`) if theirs was joined to it."""
    return (
        func.coalesce(current.id, named.id),
        func.coalesce(current.joined_at, named.joined_at),
        func.coalesce(current.name, named.name),
    )


def of_pair(namer: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The name of a person in a query of pairs; `namer` is the side of the pair that reads it."""
    is_typed = (SupervisionPair.named_as.is_not(None), SupervisionPair.named_by == namer, _is_open(Person.joined_at))
    return case((and_(*is_typed), SupervisionPair.named_as), else_=Person.name)


def provider(
    here: SQLColumnExpression[str],
    supervisee: SQLColumnExpression[str],
    who: Who = _WHO,
) -> ColumnElement[str]:
    """The name of a supervisor to a supervisee of the association `here`; `who` are their id, joined_at and name."""
    id_, joined_at, name = who
    typed = (
        select(SupervisionPair.named_as)
        .where(
            SupervisionPair.association_id == here,
            SupervisionPair.supervisee_id == supervisee,
            SupervisionPair.provider_id == id_,
            SupervisionPair.named_by == supervisee,
            _is_open(joined_at),
        )
        .correlate_except(SupervisionPair)
        .scalar_subquery()
    )
    return func.coalesce(typed, name)


def _is_open(joined_at: SQLColumnExpression[datetime | None]) -> ColumnElement[bool]:
    return or_(SupervisionPair.confirmed_at.is_(None), joined_at.is_(None))
