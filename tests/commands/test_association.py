"""`rs-tracker association`: which there are, and handing one to its office."""

from sqlalchemy import select

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import Association, Membership, MembershipRole, OutboxMessage, Person
from tests.support import builders
from tests.support.builders import HOME
from tests.support.commands import run


def _unclaimed(db: WriteSession) -> str:
    builders.association(db, HOME, claimed_at=None)
    alice = builders.person(db, "Alice Archer", "alice@example.org")
    builders.member(db, HOME, alice, SUPERVISEE, office_sees=None)
    db.commit()
    return alice


def test_list_tells_members_and_whether_an_office_runs_it(db: WriteSession, database_url: str) -> None:
    _unclaimed(db)
    result = run(database_url, "association", "list")
    assert result.exit_code == 0
    assert result.output.split() == [HOME, "1", "member", "no", "office", "yet", "First", "5", "Alabama"]


def test_a_claimed_association_has_a_coordinator_who_is_invited(db: WriteSession, database_url: str) -> None:
    alice = _unclaimed(db)
    result = run(database_url, "association", "claim", HOME, "--coordinator", "Dana@Example.org", "--name", "Dana Diaz")
    assert result.exit_code == 0, result.output
    assert "dana@example.org coordinates al-f5a" in result.output.lower()
    assert "1 people who log there already are asked" in result.output
    assert db.scalar(select(Association.claimed_at).where(Association.id == HOME)) is not None
    here = (MembershipRole.association_id == HOME, Person.name == "Dana Diaz")
    wanted = select(MembershipRole.role).join(Person, Person.id == MembershipRole.person_id).where(*here)
    assert set(db.scalars(wanted)) >= {"coordinator"}
    assert db.scalars(select(OutboxMessage.recipient)).all() == ["dana@example.org"]
    mine = (Membership.association_id == HOME, Membership.person_id == alice)
    assert db.scalar(select(Membership.office_sees).where(*mine)) is None, "nobody was asked yet"


def test_an_unknown_association_is_named_and_nothing_happens(db: WriteSession, database_url: str) -> None:
    result = run(database_url, "association", "claim", "al-f5b", "--coordinator", "dana@example.org")
    assert result.exit_code == 2
    assert "There is no association al-f5b" in result.output
    assert db.scalars(select(Person.id)).all() == []


def test_an_address_that_is_none_is_refused(db: WriteSession, database_url: str) -> None:
    _unclaimed(db)
    result = run(database_url, "association", "claim", HOME, "--coordinator", "dana")
    assert result.exit_code == 2
    assert "is no e-mail address" in result.output
