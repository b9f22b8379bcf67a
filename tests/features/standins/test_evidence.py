"""Evidence on the pages: what is not taken and why, what is kept, and who may read it."""

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.adapters.evidence_files import MOST_BYTES
from rs_tracker.features.standins import gone
from rs_tracker.store.tables import EvidenceFile, Membership, SupervisorGone, Trail
from tests.features.standins.paging import cast, logged, send, told
from tests.support import builders
from tests.support.builders import HOME, Cast, signed_in
from tests.support.files import JPEG, PNG, exif, jpeg


@pytest.fixture
def who(db: Session) -> Cast:
    return cast(db)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("log.png", b"", "There is nothing in this file"),
        ("log.png", b"<svg onload=alert(1)>", "neither a photo"),
        ("log.pdf", b"<!doctype html><script>1</script>", "neither a photo"),
        ("log.png", JPEG, "says something else"),
        ("../../log.png", PNG, "a name that cannot be"),
        ("log.png", PNG + b"\0" * (9 * 1024 * 1024), "larger than 8 MB"),
        ("IMG_1.heic", b"\0\0\0\x18ftypheic" + b"\0" * 20, "HEIC"),
    ],
)
def test_a_file_that_is_not_taken_is_told_why_and_nothing_typed_is_lost(
    db: Session, app: Flask, who: Cast, name: str, content: bytes, said: str
) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id, is_named=False)
    dana = signed_in(app, "dana@example.org")
    dana.open(f"/stand-ins/office/{entry_id}")
    words = "Initials of Bob on a page of May"
    page = send(dana, "Look at the confirmation", {"words": words}, {"file": (name, content)}, 422)
    assert said in page.text
    assert words in page.source
    assert [box for box in page.document.all("input") if box.get("name") == "line" and "checked" in box.attrs]
    db.rollback()
    assert db.scalars(select(EvidenceFile).where(EvidenceFile.association_id == HOME)).all() == []


def test_the_owners_photo_is_refused_the_same_way_and_the_reason_stays_chosen(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/stand-ins/for/{entry_id}")
    too_large = ("log.jpg", JPEG + b"\0" * MOST_BYTES)
    page = send(alice, "Tell", {"reason": "left", "since": "2026-05-01"}, {"photo": too_large}, 422)
    assert "larger than 8 MB" in page.text
    chosen = [
        one.get("value") for one in page.document.all("input") if one.get("name") == "reason" and "checked" in one.attrs
    ]
    assert chosen == ["left"]
    assert "2026-05-01" in page.source
    db.rollback()
    assert db.scalars(select(SupervisorGone).where(SupervisorGone.association_id == HOME)).all() == []


def test_a_photo_is_kept_without_its_place_for_all_sessions_and_handed_out_as_a_download(
    db: Session, app: Flask, who: Cast
) -> None:
    first, second = logged(db, who, 3), logged(db, who, 4)
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/stand-ins/for/{first}")
    send(alice, "Tell", {"reason": "left", "since": ""}, {"photo": ("log.jpg", jpeg(exif()))})
    page = alice.open(f"/stand-ins/for/{second}")
    address = page.link("Photo, 1 KB")
    answer = alice.client.get(address)
    assert answer.data == JPEG
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="evidence-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    db.rollback()
    read = db.scalars(select(Trail).where(Trail.association_id == HOME, Trail.action == "evidence.read")).all()
    assert [(line.actor_id, line.person_id) for line in read] == [(who.alice, who.alice)]


def test_evidence_is_read_by_its_owner_and_by_an_office_that_may_see_the_sessions(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    now, alice = clock.now(), builders.actor(db, who.alice)
    gone.tell(db, alice, entry_id, "left", None, [("log.png", PNG)], now)
    db.commit()
    file_id = db.scalars(select(EvidenceFile.id).where(EvidenceFile.association_id == HOME)).one()
    db.rollback()
    address = f"/stand-ins/evidence/{file_id}"
    for email, status in (("bob", 404), ("charlie", 404), ("erin", 404), ("dana", 200)):
        assert signed_in(app, f"{email}@example.org").client.get(address).status_code == status, email
    mine = (Membership.association_id == HOME, Membership.person_id == who.alice)
    db.execute(update(Membership).where(*mine).values(office_sees=False))
    db.commit()
    assert signed_in(app, "dana@example.org").client.get(address).status_code == 404
