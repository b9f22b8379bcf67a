"""The same form arriving from several tabs at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import Engine, func, select

from rs_tracker.features.entries import service, sheet_import
from rs_tracker.store.engine import writing
from rs_tracker.store.tables import Entry, EntryVersion
from tests.support.builders import HOME, NOW, Cast, actor, cast
from tests.support.builders_entries import draft

LOG = b"Date,Hours,Supervisor\n2024-03-14,1,Bob Birch\n2024-03-15,1,Bob Birch\n"


def everybody(engine: Engine) -> Cast:
    db = writing(engine)
    who = cast(db)
    db.commit()
    db.close()
    return who


def counts(engine: Engine) -> tuple[int, int]:
    """How many entries and versions there are."""
    db = writing(engine)
    found = [
        db.scalar(select(func.count()).select_from(table).where(table.association_id == HOME)) or 0
        for table in (Entry, EntryVersion)
    ]
    db.close()
    return found[0], found[1]


def test_eight_presses_at_once_make_one_entry(engine: Engine) -> None:
    who, form_id = everybody(engine), str(uuid4())

    def press(_: int) -> str:
        db = writing(engine)
        try:
            made = service.log(db, actor(db, who.alice), draft(who), NOW, form_id)
            db.commit()
            return made
        finally:
            db.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(8))) == {form_id}
    assert counts(engine) == (1, 1)


def test_four_imports_at_once_add_each_row_once(engine: Engine) -> None:
    who = everybody(engine)

    def bring(_: int) -> int:
        db = writing(engine)
        try:
            alice = actor(db, who.alice)
            found = sheet_import.preview(db, alice, "log.csv", LOG, None, NOW)
            added = sheet_import.save(db, alice, found.plan, NOW).added
            db.commit()
            return added
        finally:
            db.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(bring, range(4))) == [0, 0, 0, 2]
    assert counts(engine) == (2, 2)
