"""What `rs-tracker doctor` looks at; every finding is a sentence that says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from rs_tracker import rulepacks
from rs_tracker.commands import settings
from rs_tracker.features.ledger import keys
from rs_tracker.layout import STATIC, Config
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Association, OutboxMessage, Standing
from rs_tracker.web.assets import THIRD_PARTY

LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    is_well: bool
    sentence: str


def examine(config: Config, engine: Engine, now: datetime) -> list[Finding]:
    """Everything that can be wrong with an installation that starts."""
    db = store.reading(engine)
    try:
        return [
            *_settings(config),
            *_files(),
            *_database(db),
            *_packs(db),
            *_mail(config, db, now),
            *_standings(db, now),
            *_keys(db),
        ]
    finally:
        db.close()


def _settings(config: Config) -> Iterator[Finding]:
    if config.is_https:
        yield Finding(True, f"People reach this server at {config.base_url}, through TLS.")
        # Without it every form is refused: the browser says https, the proxy asks by http.
        then = "the proxy that ends TLS is trusted" if config.trusted_proxies else "put 1 for the proxy that ends TLS"
        yield Finding(config.trusted_proxies > 0, f"RS_TRUSTED_PROXIES is {config.trusted_proxies}: {then}.")
    else:
        is_trial = config.demo or config.testing
        then = "fine on this computer alone" if is_trial else "`serve` refuses it, because cookies need https"
        yield Finding(is_trial, f"RS_BASE_URL is {config.base_url}: {then}.")
    if config.mail_url is None:
        yield Finding(config.demo or config.testing, "No mail is sent: RS_MAIL_URL is not set (fine in the demo only).")
    else:
        yield Finding(True, f"Mail goes out as {config.mail_from}.")


def _files() -> Iterator[Finding]:
    missing = [name for name, path in THIRD_PARTY.items() if not (STATIC / path).is_file()]
    if missing:
        yield Finding(False, f"Static files are missing ({', '.join(missing)}): run `make install`.")
    else:
        yield Finding(True, "The browser's files are in place.")


def _database(db: Session) -> Iterator[Finding]:
    dialect = db.get_bind().dialect.name
    if dialect == "sqlite":
        fault = db.execute(text("PRAGMA quick_check(1)")).scalar()
        yield Finding(fault == "ok", f"SQLite's own check says: {fault}.")
        mode = db.execute(text("PRAGMA journal_mode")).scalar()
        yield Finding(mode == "wal", f"SQLite's journal mode is {mode} (wal is needed).")
        return
    durable = db.execute(text("SELECT current_setting('synchronous_commit'), current_setting('fsync')")).one()
    yield Finding(
        durable[0] != "off" and durable[1] == "on", f"PostgreSQL: synchronous_commit {durable[0]}, fsync {durable[1]}."
    )


def _packs(db: Session) -> Iterator[Finding]:
    known = {row.id: row.pack_digest for row in db.execute(select(Association.id, Association.pack_digest))}
    shipped = {pack_id: rulepacks.digest(rulepacks.load(pack_id)) for pack_id in rulepacks.ids()}
    missing = sorted(set(shipped) - set(known))
    other = sorted(name for name in shipped if name in known and known[name] != shipped[name])
    if missing or other:
        yield Finding(False, f"Rule packs to seed or renew: {', '.join(missing + other)}. Run `rs-tracker migrate`.")
    else:
        yield Finding(True, f"All {len(shipped)} rule packs are seeded as they are shipped.")


def _mail(config: Config, db: Session, now: datetime) -> Iterator[Finding]:
    if config.mail_url is None:  # then it stays where it is, to be looked at
        return
    oldest = db.scalar(
        select(func.min(OutboxMessage.not_before)).where(OutboxMessage.state.in_(("pending", "sending")))
    )
    is_late = oldest is not None and oldest < now - LATE
    if is_late:
        yield Finding(
            False, f"The oldest unsent message waits since {oldest:%Y-%m-%d %H:%M} UTC: is the worker running?"
        )
    else:
        yield Finding(True, "No message is late.")
    dead = db.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == "dead")) or 0
    yield Finding(dead == 0, f"{dead} messages were given up after eight tries or a refusal.")


def _keys(db: Session) -> Iterator[Finding]:
    """Whether the secret opens every key that is in use; without that, nobody can sign."""
    shut = [one for one in db.scalars(select(Association.id).order_by(Association.id)).all() if not keys.opens(db, one)]
    if shut:
        yield Finding(False, f"{settings.OTHER_SEAL} Keys that do not open: {', '.join(shut)}.")
    else:
        yield Finding(True, "RS_LEDGER_KEY opens every signing key.")


def _standings(db: Session, now: datetime) -> Iterator[Finding]:
    late = 0
    for association_id in db.scalars(select(Association.id)).all():
        late += (
            db.scalar(
                select(func.count())
                .select_from(Standing)
                .where(
                    Standing.association_id == association_id, Standing.changes_on < (now - timedelta(days=1)).date()
                )
            )
            or 0
        )
    yield Finding(late == 0, f"{late} standings are more than a day overdue (the worker recomputes them).")
