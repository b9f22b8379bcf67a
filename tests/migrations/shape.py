"""What a database looks like from the outside, as plain data that two databases can be compared by."""

from typing import Any

from sqlalchemy import Engine, inspect, text

VERSIONS = "alembic_version"
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_ROUTINES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'view'",
    "postgresql": "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
}


def tables(engine: Engine) -> dict[str, dict[str, Any]]:
    """Each table with its columns, keys, checks and indexes; the migrations' own table is left out."""
    inspector = inspect(engine)
    return {
        name: {
            "columns": {one["name"]: _column(one) for one in inspector.get_columns(name)},
            "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(_foreign_key(one) for one in inspector.get_foreign_keys(name)),
            "unique": sorted(str(one["column_names"]) for one in inspector.get_unique_constraints(name)),
            "checks": {str(one["name"]): _plain(one["sqltext"]) for one in inspector.get_check_constraints(name)},
            "indexes": sorted(
                str((one["name"], one["column_names"], one["unique"])) for one in _indexes(inspector, name)
            ),
        }
        for name in inspector.get_table_names()
        if name != VERSIONS
    }


def leftovers(engine: Engine) -> set[str]:
    """Names of triggers, views and functions."""
    with engine.connect() as connection:
        kinds = (_TRIGGERS, _ROUTINES)
        return {str(row[0]) for kind in kinds for row in connection.execute(text(kind[engine.dialect.name]))}


def _indexes(inspector: Any, table: str) -> list[Any]:
    """Without those that a unique constraint brings along, which are listed as such already."""
    return [one for one in inspector.get_indexes(table) if not one.get("duplicates_constraint")]


def _column(column: Any) -> str:
    default = _plain(str(column["default"])) if column["default"] is not None else None
    return f"{column['type']!r} {'null' if column['nullable'] else 'not null'} default {default}"


def _foreign_key(key: Any) -> str:
    target = f"{key['referred_table']}{key['referred_columns']}"
    return f"{key['constrained_columns']} -> {target} {sorted(key['options'].items())}"


def _plain(sql: str) -> str:
    """SQL without the spacing in which two databases may differ while meaning the same."""
    return "".join(sql.split()).replace('"', "")
