"""What the office said of somebody's credential, and when, can be read from the ledger for ever."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from rs_tracker.features.association import confirming
from rs_tracker.features.association.confirming import Terms
from rs_tracker.features.ledger import audit
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast, actor
from tests.support.builders_ledger import rows, says

TERMS = Terms("IMHM-C", "endorsed", "master", date(2020, 1, 1), None, "registry no. 77")


def told(db: Session) -> list[tuple[object, ...]]:
    names = ("kind", "category", "status", "from", "to")
    return [tuple(says(row)[name] for name in names) for row in rows(db)]


def declared(db: Session, name: str) -> tuple[str, str]:
    """A supervisor who says what they hold; the ids of person and qualification."""
    person_id = builders.person(db, name, f"{name.lower()}@example.org")
    builders.member(db, HOME, person_id, "supervisor")
    return person_id, builders.qualification(db, HOME, person_id)


def test_confirming_correcting_and_refusing_are_rows(db: Session, who: Cast) -> None:
    dana, (bea, id_) = actor(db, who.dana), declared(db, "Bea")
    confirming.confirm(db, dana, id_, TERMS, NOW)
    confirming.confirm(db, dana, id_, replace(TERMS, ends_on=date(2026, 2, 2)), NOW)
    confirming.refuse(db, dana, id_, NOW)
    confirming.refuse(db, dana, id_, NOW)
    assert told(db) == [
        ("confirm", "IMHM-C", "endorsed", "2020-01-01", None),
        ("unconfirm", "IMHM-C", "endorsed", "2020-01-01", None),
        ("confirm", "IMHM-C", "endorsed", "2020-01-01", "2026-02-02"),
        ("unconfirm", "IMHM-C", "endorsed", "2020-01-01", "2026-02-02"),
    ]
    assert {(says(row)["qualification"], says(row)["person"], says(row)["by"]) for row in rows(db)} == {
        (id_, bea, who.dana)
    }
    assert list(audit.audit(db, HOME)) == []


def test_one_that_was_refused_before_is_confirmed_without_being_taken_back(db: Session, who: Cast) -> None:
    dana, (_bea, id_) = actor(db, who.dana), declared(db, "Bea")
    confirming.refuse(db, dana, id_, NOW)
    confirming.confirm(db, dana, id_, TERMS, NOW)
    assert [row[0] for row in told(db)] == ["unconfirm", "confirm"]


def test_several_confirmed_together_are_a_row_each(db: Session, who: Cast) -> None:
    ids = sorted(declared(db, name)[1] for name in ("Bea", "Cora"))
    confirming.confirm_all(db, actor(db, who.dana), [*ids, ids[0]], NOW)
    confirming.confirm_all(db, actor(db, who.dana), ids, NOW)
    assert [says(row)["qualification"] for row in rows(db)] == ids


def test_what_the_office_records_itself_is_a_row(db: Session, who: Cast) -> None:
    vetted = Terms("IFS", "vetted", None, date(2026, 1, 1), date(2026, 12, 31), "met in person")
    id_ = confirming.record(db, actor(db, who.dana), who.charlie, vetted, NOW)
    assert told(db) == [("confirm", "IFS", "vetted", "2026-01-01", "2026-12-31")]
    assert says(rows(db)[0])["qualification"] == id_
    assert "met in person" not in rows(db)[0].canonical
