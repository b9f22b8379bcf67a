"""Many requests at the same moment: a code has five tries, a proof one use, a counter counts each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import codes
from rs_tracker.store.engine import WriteSession, reading, writing
from rs_tracker.store.tables import AccountCode
from rs_tracker.web import limits
from tests.support import builders
from tests.support.builders import NOW

EMAIL = "nora@example.org"
T = TypeVar("T")


def at_once(engine: Engine, work: Callable[[WriteSession], T], times: int = 8) -> list[T]:
    def one(_number: int) -> T:
        session = writing(engine)
        try:
            result = work(session)
            session.commit()
            return result
        finally:
            session.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def sent_code(engine: Engine, db: WriteSession) -> str:
    codes.send(db, codes.JOIN, EMAIL, now=NOW)
    db.commit()
    return str(builders.mail_to(engine, EMAIL)[-1]["code"])


def test_eight_wrong_guesses_at_once_are_five_tries(engine: Engine, db: WriteSession) -> None:
    wrong = "000000" if sent_code(engine, db) != "000000" else "111111"
    assert at_once(engine, lambda own: codes.try_code(own, EMAIL, codes.JOIN, wrong, NOW)) == [None] * 8
    with reading(engine) as later:
        assert later.scalars(select(AccountCode.attempts)).all() == [codes.TRIES]


def test_a_proof_used_by_eight_requests_opens_once(engine: Engine, db: WriteSession) -> None:
    token = codes.try_code(db, EMAIL, codes.JOIN, sent_code(engine, db), NOW)
    db.commit()
    used = at_once(engine, lambda own: codes.use(own, token, NOW))
    assert len([proof for proof in used if proof is not None]) == 1


def test_a_right_code_typed_by_eight_requests_gives_one_proof_that_works(engine: Engine, db: WriteSession) -> None:
    code = sent_code(engine, db)
    tokens = at_once(engine, lambda own: codes.try_code(own, EMAIL, codes.JOIN, code, NOW), 4)
    with reading(engine) as later:
        assert len([token for token in tokens if codes.look(later, token, NOW) is not None]) == 1


def test_a_proof_is_a_secret_not_only_an_id(engine: Engine, db: WriteSession) -> None:
    token = codes.try_code(db, EMAIL, codes.JOIN, sent_code(engine, db), NOW)
    db.commit()
    assert token is not None
    row_id = token.split(".")[0]
    for guess in (row_id, f"{row_id}.", f"{row_id}.x", None, "", "."):
        assert codes.look(db, guess, NOW) is None
    assert codes.look(db, token, NOW) == codes.Proof(EMAIL, codes.JOIN, None, None)
    assert codes.look(db, token, NOW + codes.PROOF_VALID) is None


def test_a_limit_counts_each_of_eight_at_once_and_begins_anew_after_its_window(engine: Engine) -> None:
    app = builders.app_on(engine)

    def hit(_number: int) -> int:
        with app.test_request_context():
            return limits.TableStorage("rs-table://").incr("a key", 60)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(hit, range(8))) == [1, 2, 3, 4, 5, 6, 7, 8]
    later = clock.now() + timedelta(seconds=61)
    with clock.stopped(later):
        assert hit(0) == 1
