"""The proofs that travel inside a printed log: whoever gets the PDF can check each signature without this server."""

from datetime import datetime

from sqlalchemy.orm import Session

from rs_tracker.domain.paper import Attached
from rs_tracker.features.exports.my_log import Log
from rs_tracker.features.proofs import bundles, lookup

# As many as a credential takes; each costs a dozen questions to the database.
MOST = 120
KIND = "application/json"


def attached(db: Session, log: Log, site: str, words: str, now: datetime) -> tuple[Attached, ...]:
    """The public proof of each signed line, named by its day; nothing at all where there are more than MOST.

    `words` describe such a file; `site` is the address of proof pages up to their letters.
    """
    lines = [line for line in log.lines if line.token]
    if len(lines) > MOST:
        return ()
    found = ((line, lookup.by_token(db, line.token)) for line in lines)
    return tuple(
        Attached(
            f"proof-{line.held_on}-{line.token}.json",
            KIND,
            words,
            bundles.file_of(db, signature, f"{site}{line.token}", now),
        )
        for line, signature in found
        if signature is not None
    )
