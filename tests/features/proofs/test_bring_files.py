"""Bringing a log: archives, pages, and the file of all proofs."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.proofs import archive, parcels
from rs_tracker.store.tables import Entry, SupervisionPair
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER
from tests.support.builders_proofs import ADDRESS, Made, bring, here, logged, sign_all, states
from tests.support.pages import Browser


def test_all_my_proofs_come_as_one_file_that_can_be_brought(db: Session) -> None:
    who = here(db)
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    for day in (2, 9, 16):
        logged(db, who.alice, who.bob, day, 60, OTHER)
    sign_all(db, who.bob)
    alice = builders.actor(db, who.alice, OTHER)
    data = b"".join(archive.every_proof(db, alice, lambda token: ADDRESS + token, NOW + timedelta(hours=1)))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert len(opened.namelist()) == 3
        assert json.loads(opened.read(opened.namelist()[0]))["bundle"]["holder"] == ["alice@example.org"]
    assert bring(db, who.alice, data) == ["here"] * 3
    pairs = select(SupervisionPair.provider_id).where(SupervisionPair.association_id == HOME)
    assert set(db.scalars(pairs)) == {who.bob}


def test_an_archive_that_is_too_much_or_broken_brings_nothing(db: Session, elsewhere: Made) -> None:
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as opened:
        for number in range(501):
            opened.writestr(f"{number}.json", b"x")
    heavy = io.BytesIO()
    with zipfile.ZipFile(heavy, "w", zipfile.ZIP_DEFLATED) as opened:
        for number in range(13):
            opened.writestr(f"{number}.json", bytes(4_000_001))
    who = here(db)
    for data in (many.getvalue(), heavy.getvalue()):
        with pytest.raises(parcels.TooMuch):
            bring(db, who.alice, data)
    assert bring(db, who.alice, b"PK\x03\x04" + b"junk" * 10, many.getvalue()[:500]) == ["unreadable"] * 2


def test_the_pages_lead_through_it(db: Session, elsewhere: Made, browser: Browser) -> None:
    files = elsewhere(2, 9)
    who = here(db)
    db.commit()
    alice = builders.signed_in(browser.client.application, "alice@example.org")
    alice.open("/entries/")
    alice.follow("Bring my log")
    sent = [(io.BytesIO(files[0]), "one.json"), (io.BytesIO(files[1]), "two.json"), (io.BytesIO(b"x"), "three.json")]
    page = alice.press("Check and bring them in", {"files": sent})
    assert "2 sessions came in." in page.text
    assert "signed there by Bob Birch" in page.text
    assert "three.json: This is no proof" in page.text
    assert "Brought from" in alice.follow("November 2, 2026").text
    dana = builders.signed_in(browser.client.application, "dana@example.org")
    dana.open("/association/brought")
    assert "2 sessions stand as signed" in dana.press("It is their key").source
    [entry_id, _other] = db.scalars(select(Entry.id).where(Entry.association_id == HOME).order_by(Entry.held_on))
    db.rollback()
    told = alice.open(f"/entries/{entry_id}").text
    assert "Signed there by Bob Birch" in told
    assert "has not confirmed yet" not in told
    assert states(db, who.alice) == [("signed", 1)] * 2
