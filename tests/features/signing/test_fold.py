"""Whatever happens to entries, the ledger's fold and the entries themselves say the same."""

import json
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger
from rs_tracker.domain.lifecycle import HOLDS_SIGNATURE, NotAllowed
from rs_tracker.features.entries import service as entries
from rs_tracker.features.ledger import audit
from rs_tracker.features.signing import returns, service, striking, withdrawing
from rs_tracker.store.engine import writing
from rs_tracker.store.tables import Entry, LedgerRow
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_endings import correct, head, log, sign, totals, withdraw

EXAMPLES = settings().max_examples
Deed = Callable[[Session, Cast, str], object]


def drop(db: Session, who: Cast, entry_id: str) -> None:
    entries.drop_change(db, builders.actor(db, who.alice), entry_id, NOW)


def remove(db: Session, who: Cast, entry_id: str) -> None:
    alice = builders.actor(db, who.alice)
    entries.remove(db, alice, entry_id, NOW)


def restore(db: Session, who: Cast, entry_id: str) -> None:
    entries.restore(db, builders.actor(db, who.alice), entry_id, NOW)


def change(db: Session, who: Cast, entry_id: str) -> None:
    correct(db, who, entry_id, 30 + head(db, entry_id).version)


def send_back(db: Session, who: Cast, entry_id: str) -> None:
    returns.send_back(db, builders.actor(db, who.bob), entry_id, head(db, entry_id).version, "date", "", NOW)


def strike(db: Session, who: Cast, entry_id: str) -> None:
    version = head(db, entry_id).signed_version or 0
    dana, alice = builders.actor(db, who.dana), builders.actor(db, who.alice)
    striking.agree(db, alice, striking.propose(db, dana, entry_id, version, "duplicate", "", NOW), NOW)


DEEDS: dict[str, Deed] = {
    "sign": sign,
    "correct": change,
    "drop": drop,
    "send back": send_back,
    "withdraw": withdraw,
    "strike": strike,
    "remove": remove,
    "restore": restore,
}
REFUSED = (
    NotAllowed,
    entries.ChangedMeanwhile,
    service.NothingToSign,
    returns.NotWaiting,
    withdrawing.NotYours,
    striking.NotPossible,
)
STEPS = st.lists(
    st.tuples(st.sampled_from([*DEEDS, "sign", "sign", "correct", "withdraw"]), st.integers(0, 2)), max_size=14
)


@settings(max_examples=max(6, EXAMPLES // 5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_fold_of_the_ledger_is_what_the_entries_say(engine: Engine, steps: list[tuple[str, int]]) -> None:
    db = writing(engine)
    try:
        who = builders_endings.people(db)
        ids = [log(db, who, day) for day in (2, 9, 16)]
        for deed, which in steps:
            try:
                with db.begin_nested():
                    DEEDS[deed](db, who, ids[which])
            except REFUSED:
                continue
        check(db, ids)
    finally:
        db.close()


def check(db: Session, ids: list[str]) -> None:
    rows = db.scalars(select(LedgerRow.canonical).where(LedgerRow.association_id == HOME).order_by(LedgerRow.seq))
    told = ledger.fold(json.loads(row) for row in rows)
    found = db.scalars(
        select(Entry)
        .where(Entry.association_id == HOME)
        .order_by(Entry.held_on)
        .execution_options(populate_existing=True)
    ).all()
    assert {one.id: one.signed_version for one in found} == {entry_id: told.get(entry_id) for entry_id in ids}
    assert all((one.state in HOLDS_SIGNATURE) == (one.signed_version is not None) for one in found)
    assert totals(db)[2] == sum(one.minutes for one in found if one.state == "signed") + _signed_before(found)
    assert list(audit.audit(db, HOME)) == []


def _signed_before(found: Sequence[Entry]) -> int:
    """Minutes of the signed versions beside which a correction waits: the entry repeats the newer one."""
    from_before = 0
    for one in found:
        if one.state == "changed":
            version = one.signed_version or 0
            from_before += 60 if version == 1 else 30 + version - 1
    return from_before
