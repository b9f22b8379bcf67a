"""The pages: saying that a supervisor is gone, naming who was there, confirming, and how it is shown afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from rs_tracker.adapters import clock
from rs_tracker.adapters.evidence_files import MOST_BYTES
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.progress.previews import Preview
from rs_tracker.features.standins import gone, naming
from rs_tracker.store.tables import EvidenceFile, Membership, SupervisorGone, Trail
from rs_tracker.web import reasons
from tests.support import builders
from tests.support.builders import HOME, PASSWORD, Cast, mail_to, signed_in
from tests.support.builders_signing import earning
from tests.support.files import JPEG, PDF, PNG, exif, jpeg
from tests.support.pages import Browser, Page, Values, filled


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    db.commit()
    return cast


def logged(db: Session, who: Cast, days_ago: int = 3, minutes: int = 60) -> str:
    now = clock.now()
    alice = builders.actor(db, who.alice)
    entry_id = entries.log(db, alice, Draft(alice.today(now) - timedelta(days=days_ago), minutes, who.bob), now)
    db.commit()
    return entry_id


def told(db: Session, who: Cast, *entry_ids: str, reason: str = "retired", is_named: bool = True) -> None:
    now, alice = clock.now(), builders.actor(db, who.alice)
    gone.tell(db, alice, entry_ids[0], reason, None, [], now)
    if is_named:
        naming.name(db, alice, entry_ids[0], entry_ids, "Charlie", "charlie@example.org", "group-member", now)
    db.commit()


def send(browser: Browser, button: str, values: Values, files: dict[str, tuple[str, bytes]], status: int = 200) -> Page:
    """Press a button of a form that takes files, as a browser sends it."""
    assert browser.page is not None
    form, pressed = browser.page.form(button)
    data: dict[str, object] = dict(filled(browser.page.document, form, pressed, values))
    data |= {field: FileStorage(BytesIO(content), name) for field, (name, content) in files.items()}
    boundary, body = encode_multipart(
        MultiDict(data)
    )  # here, because the client would leave its own temporary file open
    kind = f"multipart/form-data; boundary={boundary}"
    answer = browser.client.post(form.get("action"), data=body, content_type=kind, follow_redirects=True)
    return browser._read(answer, status)


def confirmed(app: Flask, email: str, start: str, button: str) -> Page:
    browser = signed_in(app, email)
    browser.open(start)
    return browser.press(button, {"password": PASSWORD})


def test_from_the_session_to_the_confirmation_by_somebody_who_was_there(
    db: Session, app: Flask, engine: Engine, who: Cast
) -> None:
    first, second = logged(db, who, 3), logged(db, who, 4, 90)
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/entries/{first}")
    alice.follow("My supervisor is gone")
    page = alice.press("Tell", {"reason": "died", "since": ""})
    assert "You told us: Bob Birch has died." in page.text
    answers = {"name": "Charlie", "email": "charlie@example.org", "relation": "group-member", "line": [first, second]}
    page = alice.press("Ask them to confirm", answers)
    assert "2 sessions: they get an email." in page.source
    assert [mail["count"] for mail in mail_to(engine, "charlie@example.org", "stand_in_asked")] == [2]

    charlie = signed_in(app, "charlie@example.org")
    page = charlie.open("/stand-ins/")
    assert page.heading == "Were you there?"
    assert "Select all" not in page.text
    lines = [box.get("value") for box in page.document.all("input") if box.get("name") == "line"]
    assert len(lines) == 2
    page = charlie.press("I was there", {"line": lines})
    assert "I was there." in page.text
    assert "not the supervisor's signature" in page.text
    page = charlie.press("Confirm 2 sessions", {"password": "not the one"}, status=422)
    assert "That is not your password" in page.text
    page = charlie.press("Confirm 2 sessions", {"password": PASSWORD})
    assert page.heading == "2 sessions confirmed"

    for path in ("/entries/", f"/entries/{first}"):
        page = alice.open(path)
        assert "Confirmed by a stand-in, Charlie Cole" in page.text, path
        tags = [one.text.strip() for one in page.document.all("span") if "tag" in one.get("class").split()]
        assert set(tags) == {"Confirmed by a stand-in, Charlie Cole"}, path
    assert "Adds 1 h to this goal." in page.text


def test_the_stand_ins_queue_marks_what_they_were_named_for_outside_of_select_all(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    builders.hat(db, HOME, who.charlie, "supervisor")
    told(db, who, entry_id)
    page = signed_in(app, "charlie@example.org").open("/signing/")
    assert "Were you there?" in page.text
    assert "As a stand-in" in page.text
    assert not [box for box in page.document.all("input") if box.get("name") == "line"]


def test_saying_that_one_was_not_there_tells_the_owner(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    charlie = signed_in(app, "charlie@example.org")
    charlie.open("/stand-ins/")
    page = charlie.press("I was not there")
    assert "Nobody asks you" in page.text
    assert len(mail_to(engine, "alice@example.org", "stand_in_declined")) == 1
    page = signed_in(app, "alice@example.org").open(f"/stand-ins/for/{entry_id}")
    assert "Charlie said that they were not there." in page.text


def test_the_office_confirms_with_words_and_a_file_and_it_is_called_that(
    db: Session, app: Flask, engine: Engine, who: Cast
) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id, is_named=False)
    dana = signed_in(app, "dana@example.org")
    page = dana.open("/stand-ins/office")
    assert "Bob Birch has retired. 0 days" in page.text
    dana.follow("Alice")
    page = send(dana, "Look at the confirmation", {"words": "Paper log with initials"}, {"file": ("log.pdf", PDF)})
    assert "What it rests on: Paper log with initials" in page.text
    page = dana.press("Confirm 1 session", {"password": PASSWORD})
    assert page.heading == "1 session confirmed"
    page = signed_in(app, "alice@example.org").open(f"/entries/{entry_id}")
    assert "Confirmed by the office" in page.text
    assert [mail["as"] for mail in mail_to(engine, "alice@example.org", "vouched")] == ["office"]
    assert len(mail_to(engine, "bob@example.org", "vouched_without_you")) == 1
    assert "Confirmed by the office" in dana.open(f"/association/people/{who.alice}").text


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


def test_the_office_says_that_a_supervisor_is_gone_and_each_owner_is_told_once(
    db: Session, app: Flask, engine: Engine, who: Cast
) -> None:
    entry_id = logged(db, who)
    dana = signed_in(app, "dana@example.org")
    dana.open(f"/stand-ins/supervisor/{who.bob}")
    page = dana.press("Tell everybody concerned", {"reason": "died", "since": "2026-01-05"})
    assert "Noted; 1 person was told." in page.source
    assert "Since January 5, 2026." in page.text
    dana.press("That is not so any more")
    page = dana.press("Tell everybody concerned", {"reason": "left", "since": ""})
    assert "Noted; 0 people were told." in page.source
    assert [mail["reason"] for mail in mail_to(engine, "alice@example.org", "supervisor_gone")] == ["died"]
    page = signed_in(app, "alice@example.org").open(f"/stand-ins/for/{entry_id}")
    assert "Your association says: Bob Birch left and cannot be reached." in page.text
    assert "Who else was there?" in page.text


def test_a_day_ahead_is_refused(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who)
    dana = signed_in(app, "dana@example.org")
    dana.open(f"/stand-ins/supervisor/{who.bob}")
    page = dana.press("Tell everybody concerned", {"reason": "left", "since": "2199-01-01"}, status=422)
    assert "Enter a day that is not ahead." in page.text
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/stand-ins/for/{entry_id}")
    page = alice.press("Tell", {"reason": "left", "since": "2199-01-01"}, status=422)
    assert "Enter a day that is not ahead." in page.text


def test_where_no_office_runs_the_association_only_somebody_who_was_there_can_confirm(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    builders.set_association(db, HOME, claimed_at=None)
    told(db, who, entry_id, is_named=False)
    page = signed_in(app, "alice@example.org").open(f"/stand-ins/for/{entry_id}")
    assert "Who else was there?" in page.text
    assert "your association can confirm" not in page.text
    dana = signed_in(app, "dana@example.org")
    assert "Nothing is stuck" in dana.open("/stand-ins/office").text
    dana.open(f"/stand-ins/office/{entry_id}", status=404)


def test_the_supervisor_signs_after_all_from_their_queue(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    confirm_as_charlie(app)
    bob = signed_in(app, "bob@example.org")
    page = bob.open("/signing/")
    assert "Confirmed without you" in page.text
    line = next(box.get("value") for box in page.document.all("input") if box.get("name") == "line")
    bob.press("Sign these myself", {"line": [line]})
    page = bob.press("Sign 1 entry", {"password": PASSWORD})
    assert page.heading == "1 entry signed"
    page = signed_in(app, "alice@example.org").open(f"/entries/{entry_id}")
    assert "Signed by Bob Birch" in page.text
    assert "Confirmed by a stand-in, Charlie Cole" in page.text


def confirm_as_charlie(app: Flask) -> None:
    charlie = signed_in(app, "charlie@example.org")
    page = charlie.open("/stand-ins/")
    lines = [box.get("value") for box in page.document.all("input") if box.get("name") == "line"]
    charlie.press("I was there", {"line": lines})
    charlie.press("Confirm", {"password": PASSWORD})


def test_files_and_paper_call_it_confirmed_by_a_stand_in_and_never_signed(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    confirm_as_charlie(app)
    alice, dana = signed_in(app, "alice@example.org"), signed_in(app, "dana@example.org")
    paper = alice.open("/exports/my-log")
    assert "Confirmed by a stand-in, Charlie Cole, not signed" in paper.text
    assert "0.00 hours signed" in paper.text
    own = alice.client.get("/exports/my-log?format=csv").get_data(as_text=True)
    offices = dana.client.get("/exports/entries?format=csv").get_data(as_text=True)
    for file in (own, offices):
        assert "Confirmed by a stand-in, not signed (Charlie Cole)" in file
        assert "Signed," not in file.split("\n", 1)[1]


def test_a_confirmed_session_says_what_a_correction_does_and_offers_no_removal(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    confirm_as_charlie(app)
    page = signed_in(app, "alice@example.org").open(f"/entries/{entry_id}")
    assert "If you correct it, the confirmation ends and the session waits again." in page.text
    assert "Remove" not in page.text


def test_a_confirmation_that_the_rule_refuses_has_a_sentence_of_its_own(app: Flask) -> None:
    brings = Preview("goal", "renew", "IFS", 0, 60, ("not-signed",), None, None)
    session = reasons.Session(date(2026, 5, 1), 60, "Bob Birch", is_vouched=True)
    with app.test_request_context():
        [told_so] = reasons.hindrances(brings, session)
        [waits] = reasons.sentences(brings, replace(session, is_vouched=False))
    assert told_so.code == waits.code == "not-signed"
    assert "asks for the supervisor" in told_so.text
    assert told_so.remedy == "It counts once Bob Birch signs it after all."
    assert waits.text == "Waiting for Bob Birch to sign it."
