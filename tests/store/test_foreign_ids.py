"""Keys carry the association, so the id of somebody elsewhere is refused by the database itself."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Disclosure, Goal, Invitation, MembershipRole
from tests.store.rows import (
    a_held,
    a_pair,
    a_question,
    a_sent_back,
    a_version,
    an_attestation,
    an_entry,
    expect_refused,
)
from tests.support import builders
from tests.support.builders import NOW, OTHER, Cast
from tests.support.builders_entries import logged


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


FOREIGN: dict[str, Callable[[Cast, str], object]] = {
    # Alice is no member of the other association, and her entry lies at home.
    "an entry of somebody who is no member": lambda who, _: an_entry(who, association_id=OTHER),
    "an entry that names somebody who is no member": lambda who, _: an_entry(
        who, association_id=OTHER, person_id=who.bob, provider_id=who.alice
    ),
    "a version of a foreign entry": lambda who, id_: a_version(who, id_, association_id=OTHER),
    "a return of a foreign entry": lambda who, id_: a_sent_back(who, id_, OTHER),
    "a question about a foreign entry": lambda who, id_: a_question(OTHER, who, id_),
    "a name beside a foreign version": lambda who, id_: Disclosure(
        association_id=OTHER, id=str(uuid4()), entry_id=id_, version=1, field="provider", salt=b"0" * 16, value="Bob"
    ),
    "a role of somebody who is no member": lambda who, _: MembershipRole(
        association_id=OTHER, person_id=who.alice, role="coordinator", granted_at=NOW
    ),
    "a pair with a supervisee who is no member": lambda who, _: a_pair(who.alice, who.bob, OTHER),
    "a pair with a supervisor who is no member": lambda who, _: a_pair(who.bob, who.alice, OTHER),
    "a credential of somebody who is no member": lambda who, _: a_held(OTHER, who.alice),
    "a goal of somebody who is no member": lambda who, _: Goal(
        association_id=OTHER, id=str(uuid4()), person_id=who.alice, kind="earn", category="IFS", created_at=NOW
    ),
    "an invitation of somebody who is no member": lambda who, _: Invitation(
        association_id=OTHER,
        id=str(uuid4()),
        person_id=who.alice,
        email="alice@example.org",
        role="supervisee",
        invited_by=who.erin,
        code_hash="0" * 64,
        created_at=NOW,
        expires_at=NOW,
    ),
}


@pytest.mark.parametrize("kind", list(FOREIGN))
def test_an_id_of_another_association_is_refused(db: Session, who: Cast, kind: str) -> None:
    entry_id = logged(db, who)
    expect_refused(db, FOREIGN[kind](who, entry_id))


def test_a_signature_under_a_foreign_version_is_refused(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    expect_refused(db, an_attestation(db, who, entry_id, association_id=OTHER))
