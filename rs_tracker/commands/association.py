"""`rs-tracker association`: which associations there are, and handing one to its office."""

import click
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from rs_tracker.adapters import clock
from rs_tracker.commands import settings
from rs_tracker.features.accounts import claims
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Association, Membership


@click.group()
def association() -> None:
    """The associations of this installation."""


@association.command("list")
def list_associations() -> None:
    """Every association: its id, its members, since when its office runs it, its name."""
    engine = settings.database(settings.read())
    db = store.reading(engine)
    try:
        rows = db.execute(
            select(Association.id, Association.name, Association.claimed_at).order_by(Association.id)
        ).all()
        for id_, name, claimed_at in rows:
            here = (Membership.association_id == id_, Membership.ended_at.is_(None))
            members = db.scalar(select(func.count()).select_from(Membership).where(*here)) or 0
            since = f"since {claimed_at:%Y-%m-%d}" if claimed_at else "no office yet"
            click.echo(f"{id_:<18}{members:>6} {'member ' if members == 1 else 'members'}  {since:<18}{name}")
    finally:
        db.close()


@association.command("claim")
@click.argument("association_id", metavar="ID")
@click.option("--coordinator", required=True, metavar="EMAIL", help="Who coordinates it from now on.")
@click.option("--name", default="", help="How the coordinator is called, if nobody has that address yet.")
def claim(association_id: str, coordinator: str, name: str) -> None:
    """Hand an association to its office; a second call adds another coordinator.

    No entry moves. Everybody who logs there already is asked before the office sees their sessions.
    """
    email = _address(coordinator)
    engine = settings.database(settings.read())
    db = store.writing(engine)
    try:
        done = claims.claim(db, association_id, email, name, clock.now())
        db.commit()
    except claims.NoSuchAssociation:
        raise settings.Fault(f"There is no association {association_id}. See `rs-tracker association list`.") from None
    finally:
        db.close()
    click.echo(f"{email} coordinates {association_id}; what to do next is in a message to that address.")
    if done.asked:
        click.echo(f"{done.asked} people who log there already are asked whether the office may see their sessions.")


def _address(typed: str) -> str:
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError as fault:
        raise settings.Fault(f"--coordinator {typed!r} is no e-mail address: {fault}") from None
