"""Changing a CHECK of a table that others refer to, without building the table anew on SQLite.

SQLite knows no ALTER for a constraint, and building `entry` anew would take every row that refers to it along. Its
documentation (lang_altertable.html, at its end) gives this way for changes that leave the stored rows as they are: the
text of the table in the schema itself is changed, and the schema's number raised so that everybody reads it anew.
"""

from typing import Any

from sqlalchemy import text


def change_check(op: Any, table: str, name: str, before: str, after: str) -> None:
    """Put condition `after` in place of `before` under the same name. `op` is the migration's operations object.

    Every row must meet `after` already. LookupError if the table has no such CHECK.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, after)
        return
    _rewrite(op, table, f"CONSTRAINT {name} CHECK ({before})", f"CONSTRAINT {name} CHECK ({after})")


def require_value(op: Any, table: str, column: str, *, is_on: bool = True) -> None:
    """Refuse (or, with `is_on=False`, allow again) that an INTEGER column is empty. Every row must have a value."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(table, column, nullable=not is_on)
        return
    names = f"\t{column} INTEGER", f"\t{column} INTEGER NOT NULL"
    _rewrite(op, table, *(f"{name}, " for name in (names if is_on else reversed(names))))


def _rewrite(op: Any, table: str, old: str, new: str) -> None:
    connection = op.get_bind()
    wanted = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    sql = str(connection.execute(wanted, {"table": table}).scalar_one())
    if sql.count(old) != 1:
        raise LookupError(f"{table} has no {old}")
    number = int(connection.execute(text("PRAGMA schema_version")).scalar_one())
    connection.execute(text("PRAGMA writable_schema = ON"))
    changed = text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table")
    connection.execute(changed, {"sql": sql.replace(old, new), "table": table})
    connection.execute(text(f"PRAGMA schema_version = {number + 1}"))
    connection.execute(text("PRAGMA writable_schema = OFF"))
