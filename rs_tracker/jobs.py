"""What runs without a request: seeding, sending. Each job opens its own session, does one thing and commits."""

import logging
from datetime import timedelta

from sqlalchemy import Engine, delete, select

from rs_tracker import rulepacks
from rs_tracker.adapters import clock
from rs_tracker.adapters.letters import Letters
from rs_tracker.adapters.mail import Letter, Mailer, NotSent
from rs_tracker.features.ledger import checkpoints as ledgers
from rs_tracker.features.outbox import sending
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import striking
from rs_tracker.store import engine as store
from rs_tracker.store.tables import AccountCode, Association, Cancellation, GuestVisit, LogUpload, RateCount, SignIntent

log = logging.getLogger("rs_tracker.jobs")
BATCH = 200
A_DAY = timedelta(days=1)


def seed_associations(engine: Engine) -> str:
    """Make every shipped pack an association (unclaimed); tell what changed. A second run changes nothing."""
    db = store.writing(engine)
    try:
        known = {row.id: row for row in db.scalars(select(Association))}
        added = 0
        for pack_id in rulepacks.ids():
            pack = rulepacks.load(pack_id)
            digest = rulepacks.digest(pack)
            row = known.get(pack_id)
            if row is None:
                db.add(Association(id=pack_id, name=pack.name, zone=pack.zone, pack_digest=digest, settings={}))
                added += 1
            elif row.pack_digest != digest:
                row.name, row.zone, row.pack_digest = pack.name, pack.zone, digest
        db.commit()
    finally:
        db.close()
    return f"{len(known) + added} associations, {added} of them new."


def send_mail(engine: Engine, mailer: Mailer, letters: Letters, limit: int = 20) -> int:
    """Send what is due, at most `limit` messages; returns how many the server took. Nothing is held while sending."""
    db = store.writing(engine)
    try:
        claimed = sending.claim(db, clock.now(), limit)
        db.commit()
        count = 0
        for message in claimed:
            count += _send_one(db, mailer, letters, message)
            db.commit()
    finally:
        db.close()
    return count


def _send_one(db: store.WriteSession, mailer: Mailer, letters: Letters, message: sending.Message) -> bool:
    try:
        written = letters.write(message.template, message.params, message.language)
        mailer.send(Letter(message.id, message.recipient, written.subject, written.body), clock.now())
    except NotSent as fault:
        log.warning("message %s was not sent (try %d): %s", message.id, message.attempt, type(fault.__cause__).__name__)
        sending.failed(db, message, str(fault), clock.now(), is_final=fault.is_final, is_address=fault.is_address)
        return False
    except Exception as fault:  # a template that cannot be written must not hold up everybody else's mail
        log.error("message %s cannot be written: %s", message.id, type(fault).__name__)
        sending.failed(db, message, type(fault).__name__, clock.now(), is_final=False, is_address=False)
        return False
    sending.sent(db, message, clock.now())
    return True


def recompute(engine: Engine) -> int:
    """Measure everybody whose standing time or a new pack has overtaken; returns how many people that were."""
    db = store.writing(engine)
    total = 0
    try:
        ids = db.scalars(select(Association.id).order_by(Association.id)).all()
        db.rollback()
        for association_id in ids:
            done = BATCH
            while done == BATCH:  # a batch a transaction, so that nobody's save waits long
                done = progress.recompute_due(db, association_id, clock.now(), BATCH)
                db.commit()
                total += done
    finally:
        db.close()
    return total


def checkpoints(engine: Engine) -> int:
    """Make and mail the daily checkpoint of every ledger that grew; how many. One transaction an association."""
    db = store.writing(engine)
    made = 0
    try:
        ids = db.scalars(select(Association.id).order_by(Association.id)).all()
        db.rollback()
        for association_id in ids:
            made += ledgers.make_due(db, association_id, clock.now())
            db.commit()
    finally:
        db.close()
    return made


def close_notices(engine: Engine) -> int:
    """Strike what nobody objected to within the office's seven days; how many notices had run out."""
    db = store.writing(engine)
    closed = 0
    try:
        ids = db.scalars(select(Association.id).order_by(Association.id)).all()
        db.rollback()
        for association_id in ids:
            closed += striking.close_notices(db, association_id, clock.now())
            db.commit()
    finally:
        db.close()
    return closed


def tidy(engine: Engine) -> None:
    """Take away what has no further use: counters that ended, codes and statements grown old, unconfirmed uploads."""
    now = clock.now()
    db = store.writing(engine)
    try:
        db.execute(delete(RateCount).where(RateCount.expires_at < now))
        db.execute(delete(AccountCode).where(AccountCode.expires_at < now - A_DAY))
        db.execute(delete(GuestVisit).where(GuestVisit.expires_at < now - A_DAY))
        stale = (SignIntent.used_at.is_(None), SignIntent.expires_at < now - A_DAY)
        for association_id in db.scalars(select(Association.id)).all():
            db.execute(
                delete(Cancellation).where(
                    Cancellation.association_id == association_id,
                    Cancellation.intent_id.in_(select(SignIntent.id).where(*stale)),
                )
            )
            db.execute(
                delete(LogUpload).where(LogUpload.association_id == association_id, LogUpload.created_at < now - A_DAY)
            )
        db.execute(delete(SignIntent).where(*stale))
        db.commit()
    finally:
        db.close()
