"""No statement touches the rows of associations without saying which association."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, exists, func, insert, select, text, update
from sqlalchemy.orm import Session, aliased

from rs_tracker.store.engine import reading
from rs_tracker.store.tables import Entry, EntryVersion, Goal, Membership, Person, Trail, metadata
from rs_tracker.store.tenancy import AssociationMissing, tables_of_associations
from tests.support import builders
from tests.support.builders import HOME, Cast
from tests.support.builders_entries import logged

OTHER_ENTRY = aliased(Entry)

REFUSED: dict[str, Callable[[Session, Cast], object]] = {
    "select": lambda db, who: db.execute(select(Entry.id)),
    "select by id": lambda db, who: db.execute(select(Entry).where(Entry.id == who.alice)),
    "get by key without association": lambda db, who: db.scalars(select(Goal).where(Goal.person_id == who.alice)),
    "count": lambda db, who: db.scalar(select(func.count()).select_from(Trail)),
    "join on the association alone": lambda db, who: db.execute(
        select(Entry.id).join(EntryVersion, EntryVersion.association_id == Entry.association_id)
    ),
    "join from a table of no association": lambda db, who: db.execute(
        select(Person.name).join(Membership, Membership.person_id == Person.id)
    ),
    "subquery": lambda db, who: db.execute(
        select(Person.name).where(exists(select(Entry.id).where(Entry.person_id == Person.id)))
    ),
    "exists with only a correlation": lambda db, who: db.execute(
        select(Entry.id).where(exists().where(OTHER_ENTRY.association_id == Entry.association_id))
    ),
    "common table expression": lambda db, who: db.execute(select(select(Entry.id).cte("ours").c.id)),
    "update": lambda db, who: db.execute(update(Entry).where(Entry.person_id == who.alice).values(minutes=1)),
    "update that writes the association": lambda db, who: db.execute(
        update(Entry).where(Entry.person_id == who.alice).values(association_id=HOME)
    ),
    "update of everything that writes the association": lambda db, who: db.execute(
        text("UPDATE entry SET association_id = :here"), {"here": HOME}
    ),
    "insert from a table with the association beside": lambda db, who: db.execute(
        text("INSERT INTO trail (association_id, id, at, action, about) SELECT association_id, id, 1, '', '' FROM goal")
    ),
    "delete": lambda db, who: db.execute(delete(Goal).where(Goal.person_id == who.alice)),
    "text": lambda db, who: db.execute(text("SELECT id FROM entry")),
    "text with odd spaces and case": lambda db, who: db.execute(text("\n  select ID\nfrom\n\tENTRY e")),
    "text that quotes": lambda db, who: db.execute(text('DELETE FROM "entry" WHERE minutes = 60')),
    "insert from another table": lambda db, who: db.execute(
        text("INSERT INTO membership_role (person_id, role, granted_at) SELECT person_id, 'admin', 1 FROM membership")
    ),
    "driver level": lambda db, who: db.connection().exec_driver_sql("SELECT count(*) FROM qualification"),
}


@pytest.fixture
def who(db: Session) -> Cast:
    who = builders.cast(db)
    logged(db, who)
    db.commit()
    return who


@pytest.mark.parametrize("kind", list(REFUSED))
def test_a_statement_without_an_association_is_refused(engine: Engine, db: Session, who: Cast, kind: str) -> None:
    before = _minutes(engine)
    with pytest.raises(AssociationMissing):
        REFUSED[kind](db, who)
    db.rollback()
    assert _minutes(engine) == before


def test_what_names_its_association_goes_through(db: Session, who: Cast) -> None:
    assert db.scalars(select(Entry.minutes).where(Entry.association_id == HOME)).all() == [60]
    assert db.scalars(select(Entry.minutes).where(Entry.association_id.in_([HOME]))).all() == [60]
    joined = (
        select(EntryVersion.minutes)
        .join(Entry, (Entry.association_id == EntryVersion.association_id) & (Entry.id == EntryVersion.entry_id))
        .where(Entry.association_id == HOME)
    )
    assert db.scalars(joined).all() == [60]
    db.execute(update(Entry).where(Entry.association_id == HOME).values(minutes=45))
    assert db.scalars(select(Entry.minutes).where(Entry.association_id == HOME)).all() == [45]
    plain = text("SELECT minutes FROM entry WHERE association_id = :here")
    assert db.execute(plain, {"here": HOME}).scalars().all() == [45]


def test_what_must_span_says_so(db: Session, who: Cast) -> None:
    found = db.scalars(select(Membership.person_id), execution_options={"spans_associations": True}).all()
    assert set(found) == {who.alice, who.bob, who.charlie, who.dana, who.erin}


def test_a_table_of_no_association_needs_none(engine: Engine, who: Cast) -> None:
    with reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(Person)) == 5


def test_an_insert_names_the_association_of_its_row(db: Session, who: Cast) -> None:
    with pytest.raises(AssociationMissing):
        db.execute(text("INSERT INTO trail (id) VALUES ('x')"))
    db.rollback()
    values = {"association_id": HOME, "id": who.alice, "at": builders.NOW, "action": "nothing", "about": {}}
    db.execute(insert(Trail).values(values))
    wanted = select(Trail.action).where(Trail.association_id == HOME, Trail.id == who.alice)
    assert db.scalars(wanted).one() == "nothing"


def test_the_association_begins_every_key_of_its_tables() -> None:
    """A key without it would accept, or betray, an id of somebody else's."""
    for name in tables_of_associations():
        table = metadata.tables[name]
        assert next(iter(table.primary_key.columns)).name == "association_id", name
        for key in table.constraints:
            columns = [column.name for column in getattr(key, "columns", ())]
            if type(key).__name__ == "UniqueConstraint":
                assert columns[0] == "association_id", f"{name}: {columns}"
        assert not [index.name for index in table.indexes if index.unique], name


def test_a_reference_into_an_association_carries_it() -> None:
    ours = tables_of_associations()
    for name in ours:
        for key in metadata.tables[name].foreign_key_constraints:
            if key.referred_table.name in ours:
                pairs = [(own.parent.name, own.column.name) for own in key.elements]
                assert ("association_id", "association_id") in pairs, f"{name}: {pairs}"


def _minutes(engine: Engine) -> list[tuple[str, int]]:
    with engine.execution_options(spans_associations=True).connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT association_id, minutes FROM entry"))]
