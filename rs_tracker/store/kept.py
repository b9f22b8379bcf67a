"""Triggers that keep a table append-only, whoever asks: the database refuses UPDATE and DELETE by itself."""

from typing import Any

# A version may go when its entry is being erased: never one that was signed, and only while the row that says so is
# the newest of the ledger, which the transaction that wrote it holds until its end.
MAY_GO = """
    EXISTS (
        SELECT 1 FROM erasing
        JOIN ledger ON ledger.association_id = erasing.association_id AND ledger.seq = erasing.seq
        JOIN ledger_head ON ledger_head.association_id = ledger.association_id AND ledger_head.size = ledger.seq
        WHERE erasing.association_id = OLD.association_id AND erasing.entry_id = OLD.entry_id AND ledger.kind = 'erase'
    ) AND NOT EXISTS (
        SELECT 1 FROM attestation
        WHERE attestation.association_id = OLD.association_id AND attestation.entry_id = OLD.entry_id
    )"""


def keep(op: Any, table: str, *, deletes: bool = True) -> None:
    """Refuse every change of rows already in `table`. `op` is the migration's operations object.

    With `deletes=False` another trigger says when a row may go (`let_erase`).
    """
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE") if deletes else ("UPDATE",):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    changes = "UPDATE OR DELETE" if deletes else "UPDATE"
    for name, verbs, each in (("change", changes, "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {verbs} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_is_kept()"
        )


def release(op: Any, table: str, *, deletes: bool = True) -> None:
    """Take the triggers away again (a downgrade drops the table next)."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete") if deletes else ("update",):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    for name in ("change", "truncate"):
        op.execute(f"DROP TRIGGER {table}_no_{name} ON {table}")
    op.execute(f"DROP FUNCTION {table}_is_kept()")


def let_erase(op: Any, *, is_on: bool = True) -> None:
    """Refuse to delete entry versions, but for those of an entry that is being erased and was never signed."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_on:
        op.execute("DROP TRIGGER entry_version_no_delete" + ("" if is_sqlite else " ON entry_version"))
        if not is_sqlite:
            op.execute("DROP FUNCTION entry_version_may_go()")
        return
    if is_sqlite:
        op.execute(
            f"CREATE TRIGGER entry_version_no_delete BEFORE DELETE ON entry_version WHEN NOT ({MAY_GO}) "
            "BEGIN SELECT RAISE(ABORT, 'entry_version is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION entry_version_may_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {MAY_GO} "
        "THEN RETURN OLD; END IF; RAISE EXCEPTION 'entry_version is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER entry_version_no_delete BEFORE DELETE ON entry_version "
        "FOR EACH ROW EXECUTE FUNCTION entry_version_may_go()"
    )
