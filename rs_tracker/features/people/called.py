"""What the people somebody named are called to them: as they typed it, until the other side has said yes.

Whoever knows an address could otherwise learn, by naming it, which name its reader goes by elsewhere.
"""

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select

from rs_tracker.store.tables import Person, SupervisionPair

_OPEN = or_(SupervisionPair.confirmed_at.is_(None), Person.joined_at.is_(None))
_IS_TYPED = and_(SupervisionPair.named_as.is_not(None), _OPEN)


def of_pair(namer: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The name of a person in a query of pairs; `namer` is the side of the pair that reads it."""
    return case((and_(_IS_TYPED, SupervisionPair.named_by == namer), SupervisionPair.named_as), else_=Person.name)


def provider(here: SQLColumnExpression[str], supervisee: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The name of a supervisor (the `person` of the query) to a supervisee of the association `here`."""
    typed = (
        select(SupervisionPair.named_as)
        .where(
            SupervisionPair.association_id == here,
            SupervisionPair.supervisee_id == supervisee,
            SupervisionPair.provider_id == Person.id,
            SupervisionPair.named_by == supervisee,
            _OPEN,
        )
        .correlate_except(SupervisionPair)
        .scalar_subquery()
    )
    return func.coalesce(typed, Person.name)
