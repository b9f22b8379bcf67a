"""Bringing a log: what was signed elsewhere counts here by the rules of here, on a word that somebody stands for."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker.commands import records
from rs_tracker.domain import canonical, ledger
from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.proofs import bringing, carrying
from rs_tracker.store.engine import reading, writing
from rs_tracker.store.tables import Carried, Entry, LedgerRow, Standing
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER
from tests.support.builders_proofs import (
    Made,
    bring,
    corrected,
    ended,
    file_of,
    here,
    logged,
    sign_all,
    states,
    token_of,
)

ALICE = ("alice@example.org",)


def standing(db: Session, person_id: str) -> tuple[int, int]:
    row = db.execute(
        select(Standing.counted, Standing.waiting).where(
            Standing.association_id == HOME, Standing.person_id == person_id, Standing.place == "current"
        )
    ).one()
    return (row.counted, row.waiting)


def carry_rows(db: Session) -> list[dict[str, object]]:
    rows = db.scalars(
        select(LedgerRow.canonical).where(LedgerRow.association_id == HOME, LedgerRow.kind == ledger.CARRY)
    )
    return [json.loads(row) for row in rows]


def test_a_session_of_another_association_on_this_server_stands_at_once(db: Session) -> None:
    who = here(db)
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    entry_id = logged(db, who.alice, who.bob, 2, 75, OTHER)
    sign_all(db, who.bob)
    data = file_of(db, token_of(db, entry_id, OTHER))
    assert bring(db, who.alice, data) == ["here"]
    assert states(db, who.alice) == [("signed", 1)]
    assert standing(db, who.alice) == (75, 0)
    [row] = carry_rows(db)
    assert (row["origin"], row["minutes"], row["provider"]) == (OTHER, 75, who.bob)
    assert records.verify(db).told == []


def test_its_supervisor_counts_by_what_is_known_of_them_here(db: Session) -> None:
    who = here(db)
    stranger = builders.person(db, "Sam Stone", "sam@example.org")
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    builders.member(db, OTHER, stranger, "supervisor")
    builders.pair(db, OTHER, who.alice, stranger)
    entry_id = logged(db, who.alice, stranger, 2, 75, OTHER)
    sign_all(db, stranger)
    assert bring(db, who.alice, file_of(db, token_of(db, entry_id, OTHER))) == ["here"]
    assert standing(db, who.alice) == (0, 0)
    builders.qualification(db, HOME, stranger, confirmed_by=who.dana)
    bringing.progress.refresh(db, HOME, who.alice, NOW)
    assert standing(db, who.alice) == (75, 0)


def test_what_comes_from_another_server_waits_for_the_office(db: Session, elsewhere: Made) -> None:
    files = elsewhere(2, 9, turn=True)
    who = here(db)
    assert bring(db, who.alice, *files) == ["waits", "waits"]
    assert states(db, who.alice) == [("waiting", None)] * 2
    dana = builders.actor(db, who.dana)
    [origin] = carrying.origins(db, dana)
    assert (origin.sessions, origin.waiting, origin.confirmed_at) == (2, 2, None)
    assert carrying.confirm(db, dana, origin.public, NOW) == 2
    assert states(db, who.alice) == [("signed", 1)] * 2
    assert standing(db, who.alice) == (120, 0)
    assert len(carry_rows(db)) == 2
    assert records.verify(db).told == []
    with pytest.raises(carrying.Answered):
        carrying.confirm(db, dana, origin.public, NOW)


def test_a_key_that_the_office_refuses_brings_nothing_more(db: Session, elsewhere: Made) -> None:
    first, second = elsewhere(2, 9)
    who = here(db)
    assert bring(db, who.alice, first) == ["waits"]
    dana = builders.actor(db, who.dana)
    carrying.refuse(db, dana, carrying.origins(db, dana)[0].public, NOW)
    assert bring(db, who.alice, second) == ["key-refused"]
    assert states(db, who.alice) == [("waiting", None)]
    assert carry_rows(db) == []


def test_another_offices_word_is_none_here(db: Session, elsewhere: Made) -> None:
    [data] = elsewhere(2)
    who = here(db)
    bring(db, who.alice, data)
    erin = builders.actor(db, who.erin)
    public = carrying.origins(db, builders.actor(db, who.dana))[0].public
    assert carrying.origins(db, erin) == []
    with pytest.raises(carrying.Answered):
        carrying.confirm(db, erin, public, NOW)


def test_without_an_office_the_first_key_is_taken_and_no_second(db: Session, elsewhere: Made) -> None:
    [first], [second] = elsewhere(2), elsewhere(9)
    who = here(db, is_claimed=False)
    assert bring(db, who.alice, first) == ["believed"]
    assert bring(db, who.alice, second) == ["other-key"]
    assert states(db, who.alice) == [("signed", 1)]


def test_a_confirmed_origin_has_one_key(db: Session, elsewhere: Made) -> None:
    [first], [second] = elsewhere(2), elsewhere(9)
    who = here(db)
    bring(db, who.alice, first)
    dana = builders.actor(db, who.dana)
    carrying.confirm(db, dana, carrying.origins(db, dana)[0].public, NOW)
    assert bring(db, who.alice, second) == ["other-key"]


def test_the_public_copy_brings_nothing_and_neither_does_somebody_elses(db: Session, elsewhere: Made) -> None:
    [public], [hers], [other] = elsewhere(2, holder=()), elsewhere(9), elsewhere(16, holder=("other@work.example",))
    who = here(db)
    builders.address(db, who.charlie, "other@work.example", is_proven=False)
    assert bring(db, who.alice, public) == ["public-copy"]
    assert bring(db, who.charlie, hers) == ["not-yours"]
    assert bring(db, who.charlie, other) == ["not-yours"]


def test_on_this_server_only_ones_own_sessions_come_along(db: Session) -> None:
    who = here(db)
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    entry_id, own = logged(db, who.alice, who.bob, 2, 60, OTHER), logged(db, who.alice, who.bob, 9)
    sign_all(db, who.bob)
    hers = file_of(db, token_of(db, entry_id, OTHER), holder=("charlie@example.org",))
    assert bring(db, who.charlie, hers) == ["not-yours"]
    assert bring(db, who.alice, file_of(db, token_of(db, own))) == ["from-this-log"]


def test_what_is_brought_twice_comes_in_once(db: Session, elsewhere: Made) -> None:
    first, second = elsewhere(2, 9)
    who = here(db, is_claimed=False)
    assert bring(db, who.alice, first, first, second) == ["believed", "already", "believed"]
    assert bring(db, who.alice, second, first) == ["already", "already"]
    assert len(carry_rows(db)) == 2


def test_eight_at_once_bring_a_session_once(db: Session, elsewhere: Made, engine: Engine) -> None:
    files = elsewhere(2, 9)
    who = here(db, is_claimed=False)
    db.commit()

    def once(_number: int) -> list[str]:
        with writing(engine) as own:
            told = bring(own, who.alice, *files)
            own.commit()
        return told

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(once, range(8)))
    with reading(engine) as own:
        count = own.scalar(select(func.count()).select_from(Carried).where(Carried.association_id == HOME))
        assert count == 2
        assert len(carry_rows(own)) == 2
        assert states(own, who.alice) == [("signed", 1)] * 2


def test_what_is_not_true_or_does_not_stand_is_refused(db: Session, elsewhere: Made) -> None:
    [data] = elsewhere(2)
    record = json.loads(data)
    record["bundle"]["holder"] = ["charlie@example.org"]
    forged = canonical.text(record).encode()
    there = builders.cast(db)
    builders.member(db, OTHER, there.alice, SUPERVISEE)
    entry_id = logged(db, there.alice, there.bob, 2, 60, OTHER)
    sign_all(db, there.bob)
    token = token_of(db, entry_id, OTHER)
    ended(db, entry_id, there.bob, home=OTHER)
    over = file_of(db, token, holder=ALICE)
    db.rollback()
    who = here(db)
    assert bring(db, who.alice, forged, over, b"nothing", b"") == ["untrue", "ended", "unreadable", "unreadable"]
    assert states(db, who.alice) == []


def test_a_signature_that_ended_here_since_is_refused_too(db: Session) -> None:
    who = here(db)
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    entry_id = logged(db, who.alice, who.bob, 2, 60, OTHER)
    sign_all(db, who.bob)
    data = file_of(db, token_of(db, entry_id, OTHER))
    ended(db, entry_id, who.bob, home=OTHER)
    assert bring(db, who.alice, data) == ["ended"]


def test_an_entry_corrected_meanwhile_is_left_alone_by_the_office(db: Session, elsewhere: Made) -> None:
    [data] = elsewhere(2)
    who = here(db)
    bring(db, who.alice, data)
    [entry_id] = db.scalars(select(Entry.id).where(Entry.association_id == HOME))
    corrected(db, who.alice, entry_id, 30)
    dana = builders.actor(db, who.dana)
    assert carrying.confirm(db, dana, carrying.origins(db, dana)[0].public, NOW) == 0
    assert states(db, who.alice) == [("waiting", None)]


def test_nobody_but_a_supervisee_brings_a_log(db: Session, elsewhere: Made) -> None:
    [data] = elsewhere(2)
    who = here(db)
    with pytest.raises(PermissionError):
        bring(db, who.dana, data)
