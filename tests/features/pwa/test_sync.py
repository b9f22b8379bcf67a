"""What a phone kept arrives once, whatever happened on the way."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.views_sync import HANDLERS
from rs_tracker.features.pwa import delivery
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Entry, EntryVersion, Operation
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast, signed_in

FIELDS = {"held_on": "2026-11-20", "hours": "1", "minutes": "15", "medium": "video", "format": "individual"}


@pytest.fixture
def who(db: Session) -> Iterator[Cast]:
    cast = builders.cast(db)
    db.commit()
    yield cast
    db.rollback()


class Phone:
    """Somebody's phone: the cookie, and operations made without a connection."""

    def __init__(self, app: Flask, email: str, person_id: str) -> None:
        self.client: FlaskClient = signed_in(app, email).client
        self.person_id = person_id

    def token(self) -> str:
        answer = self.client.get("/entries/sync")
        assert answer.status_code == 200
        return str(answer.json["token"])  # type: ignore[index]

    def send(self, operation: dict[str, Any]) -> Any:
        return self.client.post("/entries/sync", json=operation, headers={"X-CSRFToken": self.token()})

    def log(self, provider: str, **changes: Any) -> dict[str, Any]:
        fields = FIELDS | {"supervisor": provider} | changes.pop("fields", {})
        return {
            "v": 1,
            "id": str(uuid4()),
            "kind": "log",
            "person": self.person_id,
            "association": HOME,
            "target": str(uuid4()),
            "base_version": 0,
            "made_at": "2026-11-20T18:00:00Z",
            "fields": fields,
        } | changes


@pytest.fixture
def phone(app: Flask, who: Cast) -> Phone:
    return Phone(app, "alice@example.org", who.alice)


def logged(db: Session, association_id: str = HOME) -> list[tuple[str, int, str]]:
    db.rollback()
    wanted = select(Entry.id, Entry.minutes, Entry.state).where(Entry.association_id == association_id)
    found = [(row.id, row.minutes, row.state) for row in db.execute(wanted)]
    db.rollback()
    return found


def test_an_operation_becomes_an_entry_under_the_id_the_phone_made(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    answer = phone.send(operation)
    assert (answer.status_code, answer.json["outcome"], answer.json["version"]) == (201, "received", 1)
    assert logged(db) == [(operation["target"], 75, "waiting")]


def test_the_same_again_gets_the_same_answer_and_changes_nothing(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    first, again = phone.send(operation), phone.send(dict(reversed(operation.items())))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert len(logged(db)) == 1


def test_it_is_the_same_still_when_the_entry_was_corrected_and_signed_since(
    phone: Phone, who: Cast, db: Session
) -> None:
    operation = phone.log(who.bob)
    first = phone.send(operation)
    alice, bob = builders.actor(db, who.alice), builders.actor(db, who.bob)
    entries.correct(db, alice, operation["target"], Draft(date(2026, 11, 20), 60, who.bob), 1, NOW)
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{operation['target']}/2"], NOW), "pwd", NOW)
    db.commit()
    assert phone.send(operation).json == first.json
    assert logged(db) == [(operation["target"], 60, "signed")]


def test_the_same_id_with_other_contents_is_refused(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    answer = phone.send(operation | {"fields": operation["fields"] | {"hours": "2"}})
    assert (answer.status_code, answer.json["outcome"]) == (422, "other-body")
    assert [minutes for _, minutes, _ in logged(db)] == [75]


def test_faults_are_told_by_field_and_the_mended_form_goes_through(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob, fields={"hours": "0", "minutes": "0", "held_on": "2026-13-01"})
    answer = phone.send(operation)
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {"hours", "held_on"}
    assert logged(db) == []
    assert phone.send(operation | {"fields": FIELDS | {"supervisor": who.bob}}).status_code == 201


def test_eight_at_once_are_one(app: Flask, who: Cast, db: Session) -> None:
    phones = [Phone(app, "alice@example.org", who.alice) for _ in range(8)]
    operation = phones[0].log(who.bob)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda phone: phone.send(operation), phones))
    assert {(answer.status_code, answer.json["entry"]) for answer in answers} == {(201, operation["target"])}
    assert len(logged(db)) == 1


def correction(phone: Phone, operation: dict[str, Any], base: int, **fields: str) -> dict[str, Any]:
    changed = {"id": str(uuid4()), "kind": "correct", "base_version": base}
    return operation | changed | {"fields": operation["fields"] | fields}


def test_a_correction_of_what_was_on_the_screen_is_written(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    answer = phone.send(correction(phone, operation, 1, hours="2"))
    assert (answer.status_code, answer.json["version"], answer.json["state"]) == (200, 2, "waiting")
    assert [minutes for _, minutes, _ in logged(db)] == [135]


def test_a_correction_of_an_older_version_shows_both_sides(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    phone.send(correction(phone, operation, 1, hours="2"))
    answer = phone.send(correction(phone, operation, 1, hours="3"))
    assert (answer.status_code, answer.json["outcome"], answer.json["version"]) == (409, "conflict", 2)
    assert (answer.json["fields"]["hours"], answer.json["fields"]["minutes"]) == ("2", "15")
    assert [minutes for _, minutes, _ in logged(db)] == [135]


def test_a_correction_whose_answer_was_lost_never_comes_back_over_a_newer_one(
    phone: Phone, who: Cast, db: Session
) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    lost = correction(phone, operation, 1, hours="2")
    first = phone.send(lost)
    phone.send(correction(phone, operation, 2, hours="3"))
    again = phone.send(lost)
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert [minutes for _, minutes, _ in logged(db)] == [195]


def test_a_correction_after_signing_waits_beside_the_signed_version(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    bob = builders.actor(db, who.bob)
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{operation['target']}/1"], NOW), "pwd", NOW)
    db.commit()
    answer = phone.send(correction(phone, operation, 1, hours="2"))
    assert (answer.status_code, answer.json["state"]) == (200, "changed")


def test_taking_out_what_was_signed_meanwhile_is_a_conflict(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    bob = builders.actor(db, who.bob)
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{operation['target']}/1"], NOW), "pwd", NOW)
    db.commit()
    answer = phone.send(operation | {"id": str(uuid4()), "kind": "remove", "base_version": 1, "fields": {}})
    assert (answer.status_code, answer.json["state"]) == (409, "signed")
    assert len(logged(db)) == 1


def test_taking_out_is_received_however_often(phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    removal = operation | {"id": str(uuid4()), "kind": "remove", "base_version": 1, "fields": {}}
    assert [phone.send(removal).status_code for _ in range(2)] == [200, 200]
    assert [state for _, _, state in logged(db)] == ["removed"]


def test_an_operation_belongs_to_its_association_whatever_is_open_on_the_screen(
    app: Flask, phone: Phone, who: Cast, db: Session
) -> None:
    builders.member(db, OTHER, who.alice, "supervisee")
    db.commit()
    phone.client.post("/accounts/association", data={"association": OTHER, "csrf_token": phone.token()})
    assert phone.send(phone.log(who.bob)).status_code == 201
    assert (len(logged(db)), logged(db, OTHER)) == (1, [])


def test_nobody_sends_what_somebody_else_kept_on_the_phone(phone: Phone, who: Cast, db: Session) -> None:
    answer = phone.send(phone.log(who.bob, person=who.charlie))
    assert (answer.status_code, answer.json["outcome"]) == (403, "other-person")
    assert logged(db) == []


def test_whoever_is_no_member_any_more_is_told(phone: Phone, who: Cast, db: Session) -> None:
    answer = phone.send(phone.log(who.bob, association=OTHER))
    assert (answer.status_code, answer.json["outcome"]) == (403, "no-member")


def test_somebody_elses_entry_is_gone_for_a_correction(app: Flask, phone: Phone, who: Cast, db: Session) -> None:
    operation = phone.log(who.bob)
    phone.send(operation)
    builders.pair(db, HOME, who.charlie, who.bob)
    db.commit()
    other = Phone(app, "charlie@example.org", who.charlie)
    answer = other.send(correction(phone, operation, 1) | {"person": who.charlie})
    assert (answer.status_code, answer.json["outcome"]) == (410, "gone")


def test_a_signed_out_phone_is_asked_to_sign_in(app: Flask, phone: Phone, who: Cast, db: Session) -> None:
    operation, token = phone.log(who.bob), phone.token()
    phone.client.post("/accounts/sign-out", data={"csrf_token": token})
    assert phone.client.get("/entries/sync").status_code == 401
    answer = phone.client.post("/entries/sync", json=operation, headers={"X-CSRFToken": token})
    assert answer.status_code in (400, 401)
    assert logged(db) == []


def test_without_a_fresh_token_nothing_is_taken(phone: Phone, who: Cast, db: Session) -> None:
    assert phone.client.post("/entries/sync", json=phone.log(who.bob)).status_code == 400
    assert logged(db) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"v": 2}, "v is"),
        ({"id": "1"}, "id is"),
        ({"target": 7}, "target is"),
        ({"made_at": "yesterday"}, "made_at is"),
        ({"made_at": "2026-13-01T00:00:00Z"}, "made_at is"),
        ({"base_version": -1}, "base_version is"),
        ({"base_version": True}, "base_version is"),
        ({"fields": {"hours": 1}}, "fields is"),
        ({"fields": {"hours": "1" * 1001}}, "fields is"),
        ({"fields": []}, "fields is"),
        ({"association": "../x"}, "association is"),
        ({"kind": "sign"}, "carried out here"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_another_shape_is_named(phone: Phone, who: Cast, db: Session, change: dict[str, Any], word: str) -> None:
    answer = phone.send(phone.log(who.bob) | change)
    assert (answer.status_code, answer.json["outcome"]) == (400, "unreadable")
    assert word in answer.json["message"] or "each of" in answer.json["message"]
    assert logged(db) == []


def test_the_memory_goes_with_the_effect(phone: Phone, who: Cast, db: Session) -> None:
    phone.send(phone.log(who.bob, fields={"supervisor": str(uuid4())}))
    phone.send(phone.log(who.bob))
    remembered = db.scalars(select(Operation.status).where(Operation.association_id == HOME)).all()
    versions = db.scalars(select(EntryVersion.version).where(EntryVersion.association_id == HOME)).all()
    assert (list(remembered), list(versions)) == ([201], [1])


def test_the_page_that_describes_it_names_the_same_keys_kinds_and_limits() -> None:
    text = (Path(__file__).parents[3] / "docs/sync.md").read_text()
    schema = json.loads(text.partition("```json\n")[2].partition("\n```")[0])
    assert tuple(schema["required"]) == tuple(schema["properties"]) == delivery.FIELDS
    assert set(schema["properties"]["kind"]["enum"]) == set(HANDLERS)
    assert schema["properties"]["fields"]["maxProperties"] == delivery.MOST_FIELDS
    assert schema["properties"]["fields"]["additionalProperties"]["maxLength"] == delivery.MOST_LETTERS
    assert schema["properties"]["association"]["pattern"] == f"^{delivery.SLUG.pattern}$"
    assert schema["properties"]["made_at"]["pattern"] == f"^{delivery.INSTANT.pattern}$"
