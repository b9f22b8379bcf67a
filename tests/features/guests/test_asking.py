"""Who is asked, when, how often, and what stands in the message."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.adapters.letters import Letters
from rs_tracker.features.entries import service as entries
from rs_tracker.features.guests import queries as guests
from rs_tracker.features.outbox import sending
from rs_tracker.features.people import asks, waits
from rs_tracker.features.people import service as people
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import OutboxMessage
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast
from tests.support.builders_guests import SAM, another, messages, provider_of, sam_named
from tests.support.pages import Browser

NOW = builders.NOW
LETTERS = Letters(TEMPLATES, {"base_url": "https://hours.example.org", "host_name": "The Example Host"})


def due(engine: Engine, at: datetime) -> list[str]:
    """The templates of what would be sent to Sam at that moment, were nothing else on its way."""
    wanted = select(OutboxMessage.template).where(
        OutboxMessage.recipient == SAM, OutboxMessage.state == "pending", OutboxMessage.not_before <= at
    )
    with reading(engine) as db:
        return list(db.scalars(wanted))


def test_naming_and_then_logging_is_one_message(engine: Engine, db: WriteSession, who: Cast) -> None:
    alice = builders.actor(db, who.alice)
    sam = people.name_supervisor(db, alice, "Sam Sosa", SAM, NOW)
    db.commit()
    assert due(engine, NOW + timedelta(minutes=59)) == []
    another(db, who.alice, sam, NOW + timedelta(minutes=10), 60)
    db.commit()
    assert due(engine, NOW + timedelta(minutes=14)) == [], "a burst is waited for"
    assert due(engine, NOW + timedelta(days=1)) == ["asked"]
    assert builders.mail_to(engine, SAM, "invitation") == []


def test_naming_alone_invites_after_an_hour(engine: Engine, db: WriteSession, who: Cast) -> None:
    people.name_supervisor(db, builders.actor(db, who.alice), "Sam Sosa", SAM, NOW)
    db.commit()
    assert due(engine, NOW + timedelta(minutes=61)) == ["invitation"]


def test_a_burst_of_several_people_is_one_message_that_names_the_first(
    engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam = provider_of(db, sam_named(db, who.alice, NOW))
    for minutes in range(30, 40):
        another(db, who.alice, sam, NOW + timedelta(seconds=minutes), minutes)
    sam_named(db, who.charlie, NOW + timedelta(minutes=2))
    sam_named(db, who.erin, NOW + timedelta(minutes=3), 60, OTHER)
    db.commit()
    (asked,) = messages(engine)
    assert (asked.by, asked.others) == ("Alice Archer", 2)
    (params,) = builders.mail_to(engine, SAM, "asked")
    written = LETTERS.write("asked", {name: value for name, value in params.items() if name != "template"}, "en")
    assert written.subject == "Alice Archer and 2 others ask you to confirm sessions"
    assert asked.code not in written.subject
    (link,) = [line.strip() for line in written.body.splitlines() if "/signing/for/" in line]
    assert asked.code not in link
    assert written.body.count(asked.code) == 1
    said = written.body.replace(asked.code, "").replace(link, "")  # both are drawn, and may hold any digits
    for private in ("Charlie", "Erin", "First 5", "45", "@"):
        assert private not in said


def test_a_later_session_joins_the_open_asking_without_a_message(engine: Engine, db: WriteSession, who: Cast) -> None:
    sam = provider_of(db, sam_named(db, who.alice, NOW))
    db.commit()
    for message in sending.claim(db, NOW + timedelta(minutes=6)):
        sending.sent(db, message, NOW + timedelta(minutes=6))
    db.commit()
    another(db, who.alice, sam, NOW + timedelta(days=6), 45)
    sam_named(db, who.erin, NOW + timedelta(days=6), 60, OTHER)
    db.commit()
    (params,) = builders.mail_to(engine, SAM, "asked")
    assert (params["others"], params["code"], params["token"]) == (0, "······", "······"), "sent, so no key is kept"


def test_asking_again_is_once_a_week_for_a_person_whoever_presses(engine: Engine, db: WriteSession, who: Cast) -> None:
    sam = provider_of(db, sam_named(db, who.alice, NOW))
    sam_named(db, who.erin, NOW, 60, OTHER)
    alice, erin = builders.actor(db, who.alice), builders.actor(db, who.erin, OTHER)
    (wait,) = waits.waits(db, alice, NOW + timedelta(days=6, hours=23))
    assert (wait.name, wait.days, wait.sessions) == ("Sam Sosa", 6, 1)
    assert wait.again_on == (NOW + timedelta(days=7)).date()
    for actor in (alice, erin):
        with pytest.raises(asks.TooSoon):
            asks.again(db, actor, sam, NOW + timedelta(days=6, hours=23))
    week = NOW + timedelta(days=7)
    assert waits.waits(db, alice, week)[0].again_on is None
    assert asks.again(db, erin, sam, week)
    with pytest.raises(asks.TooSoon):
        asks.again(db, alice, sam, week + timedelta(days=1))
    db.commit()
    first, second = messages(engine)
    assert (second.by, second.others) == ("Erin Estes", 1)
    assert first.token != second.token


def test_strangers_ask_nobody(db: WriteSession, who: Cast) -> None:
    sam = provider_of(db, sam_named(db, who.alice, NOW))
    charlie, later = builders.actor(db, who.charlie), NOW + timedelta(days=8)
    assert not asks.again(db, charlie, sam, later)
    assert asks.pass_on(db, charlie, sam, later) is None
    assert waits.waits(db, charlie, later) == []
    assert not asks.again(db, builders.actor(db, who.alice), who.bob, later), "Bob has an account"


def test_somebody_with_an_account_is_not_asked(engine: Engine, db: WriteSession, who: Cast) -> None:
    another(db, who.alice, who.bob, NOW, 60)
    db.commit()
    assert messages(engine, "bob@example.org") == []


def test_without_an_address_nobody_is_asked_until_it_is_known(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam = provider_of(db, sam_named(db, who.alice, clock.now(), email=None))
    db.commit()
    alice = builders.signed_in(app, "alice@example.org")
    assert "They cannot be asked" in alice.open("/").text
    alice.open("/people/supervisors")
    page = alice.press("Send an invitation", {"email": SAM})
    assert "Waiting for Sam Sosa, 0 days" in page.text
    page = alice.press("Ask: Sam Sosa")
    assert "A new message is on its way" in page.source
    assert messages(engine)[0].by == "Alice Archer"
    with reading(engine) as later:
        assert waits.waits(later, builders.actor(later, who.alice), clock.now())[0].person_id == sam


def test_what_is_corrected_or_put_back_asks_too_and_what_is_removed_does_not(
    engine: Engine, db: WriteSession, who: Cast
) -> None:
    entry_id = sam_named(db, who.alice, NOW)
    alice = builders.actor(db, who.alice)
    later = NOW + timedelta(days=8)
    entries.remove(db, alice, entry_id, later)
    sam = provider_of(db, entry_id)
    assert not asks.again(db, alice, sam, later)
    assert len(messages(engine_of(db, engine))) == 1
    entries.restore(db, alice, entry_id, later)
    db.commit()
    assert len(messages(engine)) == 2


def engine_of(db: WriteSession, engine: Engine) -> Engine:
    """The engine, once what the session holds is committed."""
    db.commit()
    return engine


def test_supervisees_see_it_where_they_look_and_ask_again_after_a_week(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    start = clock.now()
    entry_id = sam_named(db, who.alice, start)
    sam = provider_of(db, entry_id)
    db.commit()
    with clock.stopped(start + timedelta(days=12)):
        alice = builders.signed_in(app, "alice@example.org")
        for path in ("/", "/people/supervisors", f"/entries/{entry_id}"):
            assert "Waiting for Sam Sosa, 12 days" in alice.open(path).text
        page = alice.press("Ask again: Sam Sosa")
        assert "A new message is on its way" in page.source
        assert "Ask again" not in page.text
        alice.post(f"/signing/waiting-for/{sam}/again", {"association": HOME}, status=409)
    assert len(messages(engine)) == 2


def test_who_names_somebody_by_an_address_reads_what_they_typed_until_the_other_side_says_yes(
    app: Flask, db: WriteSession, who: Cast
) -> None:
    nora = builders.person(db, "Nora Nguyen-Secret", "nora@example.org")
    alice = builders.actor(db, who.alice)
    assert people.name_supervisor(db, alice, "Dr N", "nora@example.org", NOW) == nora
    entry_id = another(db, who.alice, nora, clock.now(), 60)
    db.commit()
    browser = builders.signed_in(app, "alice@example.org")
    paths = (
        "/",
        "/entries/",
        f"/entries/{entry_id}",
        f"/entries/{entry_id}/edit",
        "/entries/new",
        "/people/supervisors",
    )
    for path in (*paths, "/exports/my-log"):
        page = browser.open(path)
        assert "Secret" not in page.source, path
        assert "Dr N" in page.source, path
    file = browser.client.get("/exports/my-log?format=csv").get_data(as_text=True)
    assert "Dr N" in file
    assert "Secret" not in file
    assert people.confirm_pair(db, builders.actor(db, nora, HOME), who.alice, clock.now())
    db.commit()
    for path in paths:
        assert "Nora Nguyen-Secret" in browser.open(path).source, path


def test_two_people_call_the_same_supervisor_by_the_names_they_typed(app: Flask, db: WriteSession, who: Cast) -> None:
    sam_named(db, who.alice, clock.now())
    people.name_supervisor(db, builders.actor(db, who.charlie), "Samuel S.", SAM, clock.now())
    db.commit()
    charlie: Browser = builders.signed_in(app, "charlie@example.org")
    page = charlie.open("/people/supervisors")
    assert "Samuel S." in page.text
    assert "Sosa" not in page.source


def test_a_supervisor_reads_what_they_typed_until_the_supervisee_logs_with_them(
    app: Flask, db: WriteSession, who: Cast
) -> None:
    bob, charlie = builders.actor(db, who.bob, HOME), "charlie@example.org"
    assert people.name_supervisee(db, bob, "C.", charlie, NOW) == who.charlie
    db.commit()
    browser = builders.signed_in(app, "bob@example.org")
    page = browser.open("/people/supervisees")
    assert "C." in page.text
    assert "Cole" not in page.source
    another(db, who.charlie, who.bob, clock.now(), 60)
    db.commit()
    assert "Charlie Cole" in browser.open("/people/supervisees").text


def test_the_office_switches_it_off_and_on_again(app: Flask, db: WriteSession, who: Cast) -> None:
    db.commit()
    dana = builders.signed_in(app, "dana@example.org")
    dana.open("/association/settings")
    for is_on in (False, True):
        page = dana.press("Save", {"takes_codes": is_on})
        (box,) = [one for one in page.document.all("input") if one.get("name") == "takes_codes"]
        assert ("checked" in box.attrs) == is_on
        assert guests.takes_codes(db, HOME) == is_on
        db.commit()
    assert "let nobody sign without an account any more" in dana.open("/trail/").text
