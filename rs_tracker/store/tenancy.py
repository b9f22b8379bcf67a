"""No statement reads or writes an association's rows without saying which association.

Every statement is looked at once, by its text: if it touches a table that belongs to associations and holds no
condition that compares `association_id` with a value, it is refused before it reaches the database; two columns set
equal in a join, or a column that is written, are no such condition. This covers Core, ORM and plain text alike and
costs a dictionary look-up afterwards. What must look across associations by design (a person's own memberships, a
worker's sweep) says so with `execution_options(spans_associations=True)`; a house test lists who does.
Which association a person may name at all is decided by their memberships, in `web/access.py`.
"""

import re
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from rs_tracker.store.base import Base, OfAssociation

_ACTION = re.compile(r"^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b", re.IGNORECASE)
# A value is a placeholder of either driver or a literal.
_CONDITION = re.compile(r"association_id\"?\s*(=|IN\s*\()\s*[?%:']", re.IGNORECASE)
_SOURCE = re.compile(r"\bSELECT\b(.*?)(\bRETURNING\b|$)", re.IGNORECASE | re.DOTALL)
_seen: dict[str, str | None] = {}


class AssociationMissing(RuntimeError):
    """A statement touches rows of associations and does not say which association."""


def guard(engine: Engine) -> None:
    """Refuse statements without an association on this engine from now on."""
    event.listen(engine, "before_cursor_execute", _check)


def tables_of_associations() -> frozenset[str]:
    """Names of the tables whose rows belong to one association."""
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, OfAssociation)
    )


def fault(statement: str) -> str | None:
    """The table that this SQL touches without naming an association, or None if it is in order."""
    action = _ACTION.match(statement)
    if action is None:
        return None
    verb = action[1].upper()
    if verb == "INSERT":
        if "association_id" not in statement:
            return _first_table(statement)
        source = _SOURCE.search(statement)
        statement = source[1] if source else ""
    elif verb == "UPDATE":
        _change, _where, limits = statement.partition("WHERE")
        return None if _CONDITION.search(limits) else _first_table(statement)
    return None if _CONDITION.search(statement) else _first_table(statement)


def _first_table(statement: str) -> str | None:
    words = set(re.findall(r"[a-z_]+", statement.lower()))
    return min(tables_of_associations() & words, default=None)


def _check(
    connection: Connection,
    cursor: DBAPICursor,
    statement: str,
    parameters: Any,
    context: ExecutionContext | None,
    many: bool,
) -> None:
    if statement in _seen:
        table = _seen[statement]
    else:
        table = _seen[statement] = fault(statement)
        if len(_seen) > 5000:
            _seen.clear()
    if table is None or connection.get_execution_options().get("spans_associations"):
        return
    if context is not None and context.execution_options.get("spans_associations"):
        return
    raise AssociationMissing(f"a statement touches {table} without an association: {statement[:200]}")
