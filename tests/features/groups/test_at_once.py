"""Eight at once: a sheet is signed once, a code is used once a person, and nobody is left behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker.features.groups import joining, moment, queries, service
from rs_tracker.features.signing import service as signing
from rs_tracker.store.engine import WriteSession, reading, writing
from rs_tracker.store.tables import Attestation, Entry, GroupLine, GroupSheet, RscSession
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_groups import SHEET, group, here, meeting, sheet

REFUSED = (signing.IntentEnded, service.NotOpen, joining.Closed, moment.NothingToSign)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def at_once(engine: Engine, *works: Callable[[WriteSession], object]) -> list[object]:
    """What each of these answered; None for one that was refused."""

    def one(work: Callable[[WriteSession], object]) -> object:
        own = writing(engine)
        try:
            answer = work(own)
            own.commit()
            return answer
        except REFUSED:
            return None
        finally:
            own.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def numbers(engine: Engine, *tables: type) -> list[int]:
    with reading(engine) as db:
        counted = [select(func.count()).select_from(one).where(one.association_id == HOME) for one in tables]
        return [db.scalar(wanted) or 0 for wanted in counted]


def test_eight_signings_of_one_statement_sign_the_sheet_once(engine: Engine, db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob)
    intent_id = moment.prepare(db, bob, sheet(db, who, here(group(db, who, 6))), NOW)
    db.commit()
    work = partial(signing.sign, actor=bob, intent_id=intent_id, auth="pwd", now=NOW)
    answers = at_once(engine, *[work] * 8)
    assert {len(one.signed) for one in answers if isinstance(one, signing.Outcome)} == {6}
    assert None not in answers
    assert numbers(engine, Entry, Attestation, RscSession) == [6, 6, 1]


def test_eight_tabs_with_a_statement_each_sign_the_sheet_once(engine: Engine, db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob)
    id_ = sheet(db, who, here(group(db, who, 6)))
    db.commit()

    def prepare_and_sign(own: WriteSession) -> signing.Outcome:
        intent_id = moment.prepare(own, bob, id_, NOW)
        own.commit()
        return signing.sign(own, bob, intent_id, "pwd", NOW)

    answers = at_once(engine, *[prepare_and_sign] * 8)
    assert len([one for one in answers if one is not None]) == 1
    assert numbers(engine, Entry, Attestation, RscSession) == [6, 6, 1]


def test_signing_and_changing_at_once_is_one_of_both(engine: Engine, db: Session, who: Cast) -> None:
    bob, ids = builders.actor(db, who.bob), group(db, who, 4)
    id_ = sheet(db, who, here(ids))
    intent_id = moment.prepare(db, bob, id_, NOW)
    db.commit()
    sign = partial(signing.sign, actor=bob, intent_id=intent_id, auth="pwd", now=NOW)
    change = partial(service.save, actor=bob, sheet_id=id_, meeting=meeting(60), present=here(ids[:2]), now=NOW)
    signed, changed = at_once(engine, sign, change)
    assert (signed is None) != (changed is None)
    assert numbers(engine, Entry) == [0 if signed is None else 4]


def test_eight_people_join_at_once_and_all_stand_on_the_sheet(engine: Engine, db: Session, who: Cast) -> None:
    ids, alice = group(db, who, 8), builders.actor(db, who.alice)
    joining.start(db, alice, SHEET, meeting(), who.bob, NOW)
    found = queries.sheet(db, alice, SHEET)
    assert found is not None
    people = [builders.actor(db, id_) for id_ in ids]
    db.commit()
    works = [
        lambda own, me=me: joining.join(own, me, found.code or "", 90, HOME, NOW)[1] for me in people for _ in range(2)
    ]
    answers = at_once(engine, *works)
    assert sorted(map(str, answers)) == ["False"] * 8 + ["True"] * 8
    assert numbers(engine, GroupLine) == [9]
    with reading(engine) as later:
        assert later.scalars(select(GroupSheet.joined)).one() == 8
