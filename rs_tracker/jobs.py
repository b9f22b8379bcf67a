"""What runs without a request: seeding, sending. Each job opens its own session, does one thing and commits."""

from sqlalchemy import Engine, select

from rs_tracker import rulepacks
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Association


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
