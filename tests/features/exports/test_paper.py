"""My log and hours given as PDF: the numbers of the screen, who signed, and where anybody can check it."""

import re
from datetime import date
from io import BytesIO

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.proofs import bundles
from rs_tracker.features.proofs import queries as proofs
from rs_tracker.features.signing import queries, service
from rs_tracker.store.tables import Carried, Entry, LedgerHead, Person, Trail
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast, actor
from tests.support.builders_entries import logged
from tests.support.builders_progress import goal, session, signed_in
from tests.support.pages import Browser
from tests.support.tables import download, rows


def sign_everything(db: Session, person_id: str) -> None:
    """As the queue does it, so that there are proof pages."""
    me = actor(db, person_id)
    queue = queries.waiting_for(db, me, NOW)
    lines = [line.value for line in (*queue.odd, *(line for group in queue.groups for line in group.lines))]
    service.sign(db, me, service.intend(db, me, lines, NOW), "pwd", NOW)


def pdf(browser: Browser, path: str) -> PdfReader:
    with browser.client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        assert "attachment" in answer.headers["Content-Disposition"]
        return PdfReader(BytesIO(answer.data))


def text(found: PdfReader) -> str:
    told = " ".join(page.extract_text() for page in found.pages).replace("\u200b", "")
    return " ".join(told.split())


def test_the_pdf_has_the_numbers_of_the_screen_to_the_minute(db: Session, app: Flask, who: Cast) -> None:
    for day, minutes in ((2, 61), (3, 62), (4, 59), (5, 7)):
        logged(db, who, minutes=minutes, held_on=date(2026, 11, day))
    goal(db, who.alice)
    sign_everything(db, who.bob)
    logged(db, who, minutes=40, held_on=date(2026, 11, 9))
    alice = signed_in(db, app, who.alice)
    screen = alice.open("/exports/my-log")
    printed = text(pdf(alice, screen.link("Download PDF")))
    assert "3.81 hours in 5 sessions, 3.15 hours of them signed" in screen.text
    assert "3.81 hours in 5 sessions, 3.15 hours of them signed" in printed
    for label in ("Counted", "Waiting for signature", "Does not count", "Missing"):
        [number, *others] = re.findall(rf"{label}\s*(\d+\.\d\d)", screen.text)
        assert f"{label} {number}" in printed, others
    for line in rows(screen)[1:]:
        assert f"{line[0]} {line[1]}" in printed
        assert line[-1] in printed


def test_it_says_who_signed_when_how_and_what_that_means_and_the_rule_with_its_sources(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who, minutes=90)
    goal(db, who.alice)
    sign_everything(db, who.bob)
    token = proofs.addresses(db, HOME, [entry_id])[entry_id]
    alice = signed_in(db, app, who.alice)
    found = pdf(alice, "/exports/my-log?format=pdf")
    told = text(found)
    assert re.search(r"Bob Birch Nov 21, 2026, \d+:00.[AP]M \w+ · password", told)
    assert "I gave these people reflective supervision" in told
    assert "Published rule: 12.00 hours." in told
    links = {one.get_object()["/A"]["/URI"] for page in found.pages for one in page.get("/Annots", ())}
    assert any("first5alabama.org" in url for url in links)
    site = app.extensions["rs_tracker"].base_url
    assert f"{site}/verify/{token}" in links
    assert f"Page 1 of {len(found.pages)}" in told
    assert found.metadata is not None
    assert found.metadata.author == "Alice Archer"
    noted = select(Trail.action).where(Trail.association_id == HOME, Trail.action == "export.log")
    assert db.scalars(noted).all() == ["export.log"]


def test_the_printed_page_has_a_square_code_and_each_signed_line_its_proof_page(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    alice = signed_in(db, app, who.alice)
    assert '<figure class="square">' not in alice.open("/exports/my-log").source, "nothing is signed yet"
    sign_everything(db, who.bob)
    token = proofs.addresses(db, HOME, [entry_id])[entry_id]
    db.commit()
    page = alice.open("/exports/my-log")
    address = f"{app.extensions['rs_tracker'].base_url}/verify/{token}"
    assert '<figure class="square">' in page.source
    assert page.source.count(f'href="{address}"') == 2
    [line] = download(alice, "/exports/my-log?format=csv")
    assert line["Proof page"] == address


def test_the_proof_of_each_signature_travels_inside_and_holds_elsewhere(db: Session, app: Flask, who: Cast) -> None:
    ids = [logged(db, who, held_on=date(2026, 11, day)) for day in (2, 9)]
    sign_everything(db, who.bob)
    logged(db, who, held_on=date(2026, 11, 16))
    tokens = proofs.addresses(db, HOME, ids)
    found = pdf(signed_in(db, app, who.alice), "/exports/my-log?format=pdf").attachments
    wanted = {f"proof-2026-11-0{day}-{tokens[id_]}.json" for id_, day in zip(ids, (2, 9), strict=True)}
    assert set(found) == wanted
    for [content] in found.values():
        assert bundles.looked_at(content).holds
        assert b"alice@example.org" not in content, "nobody else can bring the session along with it"


def test_paper_keeps_where_the_record_ended_when_it_was_printed(db: Session, app: Flask, who: Cast) -> None:
    logged(db, who)
    sign_everything(db, who.bob)
    head = db.execute(select(LedgerHead.size, LedgerHead.last_hash).where(LedgerHead.association_id == HOME)).one()
    alice = signed_in(db, app, who.alice)
    for told in (alice.open("/exports/my-log").text, text(pdf(alice, "/exports/my-log?format=pdf"))):
        assert f"had {head.size} rows" in told
        assert head.last_hash in told.replace("\u200b", "").replace(" ", "")


def test_an_unclaimed_association_prints_too_and_says_what_it_is(db: Session, app: Flask, who: Cast) -> None:
    builders.set_association(db, HOME, claimed_at=None)
    logged(db, who)
    goal(db, who.alice)
    told = text(pdf(signed_in(db, app, who.alice), "/exports/my-log?format=pdf"))
    assert "it has confirmed nothing here" in told
    assert "Waiting for signature" in told


def test_strange_names_are_printed_as_they_are(db: Session, app: Flask, who: Cast) -> None:
    name = '#panic("x") $1$ \\ =HYPERLINK("a") O\'Brien'
    db.execute(update(Person).where(Person.id == who.bob).values(name=name))
    session(db, who.alice, who.bob, date(2026, 5, 5))
    told = text(pdf(signed_in(db, app, who.alice), "/exports/my-log?format=pdf"))
    assert "".join(name.split()) in "".join(told.split())


def test_a_signature_that_ended_is_not_printed_as_one(db: Session, app: Flask, who: Cast) -> None:
    for state in ("withdrawn", "voided", "vouched", "returned"):
        entry_id = session(db, who.alice, who.bob, date(2026, 5, 5), is_signed=False)
        ended = 1 if state in ("withdrawn", "voided") else None
        vouched = "office" if state == "vouched" else None
        row = update(Entry).where(Entry.association_id == HOME, Entry.id == entry_id)
        db.execute(row.values(state=state, ended_version=ended, vouched_as=vouched))
    alice = signed_in(db, app, who.alice)
    for told in (alice.open("/exports/my-log?from=").text, text(pdf(alice, "/exports/my-log?format=pdf"))):
        for words in ("Cancelled by the supervisor", "Struck by the office", "not signed", "Sent back"):
            assert words in told
        assert "Waiting for signature" not in told


def test_a_session_brought_along_names_who_signed_it_and_where(db: Session, app: Flask, who: Cast) -> None:
    entry_id = session(db, who.alice, None, date(2026, 5, 5), 75)
    brought = {"person_id": who.alice, "origin": OTHER, "origin_name": "First3Years, Texas", "is_from_here": True}
    told = {"signer_name": "Bob Birch", "auth": "passkey-uv", "signed_at": NOW, "brought_at": NOW}
    proof = {"origin_key": "1" * 64, "origin_hash": "2" * 64, "bundle_sha256": "3" * 64, "origin_seq": 7}
    db.add(
        Carried(association_id=HOME, entry_id=entry_id, version=1, origin_entry=entry_id, **(brought | told | proof))
    )
    alice = signed_in(db, app, who.alice)
    [line] = download(alice, "/exports/my-log?format=csv")
    assert (line["Signed by"], line["Signed at (UTC)"]) == ("Bob Birch (First3Years, Texas)", "2026-11-21 15:00")
    for words in (alice.open("/exports/my-log?from=").text, text(pdf(alice, "/exports/my-log?format=pdf"))):
        assert "1.25 hours in 1 sessions, 1.25 hours of them signed" in words
        assert re.search(r"Bob Birch,? Nov 21, 2026, \d+:00.[AP]M \w+ · passkey · signed at First3Years, Texas", words)


def test_hours_given_are_printed_with_their_totals_over_all_associations(db: Session, app: Flask, who: Cast) -> None:
    builders.member(db, OTHER, who.charlie, SUPERVISEE)
    logged(db, who, minutes=90, held_on=date(2026, 11, 2))
    elsewhere = session(db, who.charlie, who.bob, date(2026, 11, 4), 45, is_signed=False, association_id=OTHER)
    db.execute(update(Entry).where(Entry.association_id == OTHER, Entry.id == elsewhere).values(state="waiting"))
    sign_everything(db, who.bob)
    bob = signed_in(db, app, who.bob)
    page = bob.open("/exports/hours-given?year=2026")
    told = text(pdf(bob, page.link("Download PDF")))
    assert "2.25 hours in 2 sessions" in told
    for words in ("Alice Archer", "Charlie Cole", "First 5 Alabama", "First3Years", "1.50", "0.75"):
        assert words in told


def test_nobody_prints_anybody_elses_log(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 5, 5))
    assert "Bob Birch" not in text(pdf(signed_in(db, app, who.charlie), "/exports/my-log?format=pdf"))
    for person_id in (who.bob, who.dana, who.erin):
        signed_in(db, app, person_id).open("/exports/my-log?format=pdf", status=404)
    Browser(app).open("/exports/my-log?format=pdf", status=404)
