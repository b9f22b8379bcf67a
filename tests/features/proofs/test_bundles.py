"""A proof's file: that a true one holds, and that nothing else does."""

from sqlalchemy.orm import Session

from rs_tracker.features.proofs import bundles
from tests.support import builders
from tests.support.builders_proofs import file_of, logged, sign_all, token_of


def found(data: bytes) -> dict[str, str]:
    return {step.code: f"{step.found} {step.detail}".strip() for step in bundles.looked_at(data).steps}


def test_a_signature_proves_itself(db: Session) -> None:
    who = builders.cast(db)
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    data = file_of(db, token_of(db, entry_id))
    assert found(data) == {
        "bytes": "good",
        "seal": "good",
        "keys": "good",
        "root": "open none",
        "signature": "good",
        "record": "good",
        "names": "good",
        "checkpoint": "good",
        "covered": "good last",
        "passkey": "open pwd",
        "status": "good valid",
    }
    assert bundles.looked_at(data).holds
