"""The step-up: at the moment of signing, the password once more or a passkey over exactly what is signed.

It grants nothing to the web session, so the session's token stays: two tabs, or a form pressed twice, may be under way.
A page draws it with `components/stepup.html`, its view asks `prove` and hands on what it gets. `ask` makes the question
where nothing is signed (signing in, one's own keys); its answer is good once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from flask import Flask
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from wtforms import HiddenField, PasswordField

from rs_tracker.adapters import clock, passkeys
from rs_tracker.adapters.passkeys import Answer, NotProven
from rs_tracker.domain import passkey_evidence
from rs_tracker.domain.actor import Actor
from rs_tracker.store.tables import Passkey, Person, SpentChallenge
from rs_tracker.web.db import db, pause
from rs_tracker.web.forms import Form
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor_or_none

PASSWORD, PASSKEY = "pwd", "passkey-uv"
QUESTION = "question"
VALID = timedelta(minutes=30)

# Wrong passwords and passkeys of one person, counted over all pages that ask for them.
few_failures = limiter.shared_limit(
    "10 per 15 minutes",
    scope="step-up",
    key_func=by_person,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
)


class StepUpForm(Form):
    """The password or, filled in by a script, what a passkey answered."""

    assertion = HiddenField()
    password = PasswordField(_l("Your password"))


@dataclass(frozen=True, slots=True)
class StepUp:
    """How somebody showed that it is them (`pwd`, `passkey-uv`), and what is kept of it as evidence."""

    auth: str
    evidence: bytes | None = None


def prove(actor: Actor, form: StepUpForm, challenge: str, now: datetime) -> StepUp | None:
    """The step-up that a form carries, or None with the fault beside its field; answer 422 then.

    `challenge` is 32 bytes as hex: the hash of what is signed, or what `ask` gave. Call it before the request writes:
    for a password the database is let go.
    """
    if form.assertion.data:
        evidence = approve(actor.person_id, form.assertion.data, challenge, now)
        if evidence is None:
            form.assertion.errors = [_("This passkey did not show that it is you. Nothing happened yet; try again.")]
        return StepUp(PASSKEY, evidence) if evidence is not None else None
    if not form.password.data:
        form.password.errors = [_("Enter your password, or use your passkey.")]
    elif is_own_password(actor, form.password.data):
        return StepUp(PASSWORD)
    else:
        form.password.errors = [_("That is not your password. Nothing happened yet; try again.")]
    return None


def is_own_password(actor: Actor, typed: str | None) -> bool:
    """Whether `typed` is the actor's password. The database is let go meanwhile: a hash takes its time."""
    stored = db().scalar(select(Person.password_hash).where(Person.id == actor.person_id))
    pause()
    return runtime().passwords.matches(stored, typed or "")


def approve(person_id: str, text: str, challenge: str, now: datetime) -> bytes | None:
    """The evidence that one of this person's passkeys approved the challenge (hex), else None."""
    found = _answer(text)
    row = _key(found.credential_id) if found is not None else None
    if row is not None and row.person_id != person_id:
        row = None
    if found is None or not _is_right(found, row, challenge, now) or row is None:
        return None
    return passkey_evidence.spell(
        found.credential_id, row.public_key, found.authenticator_data, found.client_data, found.signature
    )


def whose(text: str, purpose: str, now: datetime) -> str | None:
    """Whom a passkey signs in that answered what `ask(purpose)` put into this browser's page; None for a wrong one.

    A passkey that nobody has is looked at as long as somebody's. The right answer is good once.
    """
    challenge, found = ask(purpose, now), _answer(text)
    row = _key(found.credential_id) if found is not None else None
    if row is not None and (found is None or found.handle != row.handle):
        row = None
    if found is None or not _is_right(found, row, challenge, now) or row is None or not spend(challenge, now):
        return None
    return row.person_id


def ask(purpose: str, now: datetime) -> str:
    """A challenge (hex) that this browser keeps for half an hour; another purpose makes another one of it."""
    kept = cookie.get(QUESTION)
    if not kept or datetime.fromisoformat(kept["until"]) <= now:
        kept = {"nonce": token_hex(16), "until": (now + VALID).isoformat()}
        cookie[QUESTION] = kept
    return sha256(f"rs-tracker/{purpose}/v1\n{kept['nonce']}".encode()).hexdigest()


def spend(challenge: str, now: datetime) -> bool:
    """Use up what `ask` gave: True once, and the next question is a new one."""
    session = db()
    session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at <= now))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(SpentChallenge).values(digest=challenge, expires_at=now + 2 * VALID)
    taken = session.scalar(row.on_conflict_do_nothing().returning(SpentChallenge.digest))
    cookie.pop(QUESTION, None)
    return taken is not None


def site() -> passkeys.Site:
    """Whose passkeys these are: this server's, under the address people type."""
    return passkeys.site(runtime().base_url)


def _answer(text: str) -> Answer | None:
    try:
        return passkeys.read(text)
    except NotProven:
        return None


def _key(credential_id: str) -> Passkey | None:
    """A passkey of somebody who has an account."""
    wanted = select(Passkey).join(Person, Person.id == Passkey.person_id)
    known = (Passkey.credential_id == credential_id, Person.joined_at.is_not(None))
    return db().scalars(wanted.where(*known).execution_options(populate_existing=True)).first()


def _is_right(found: Answer, row: Passkey | None, challenge: str, now: datetime) -> bool:
    """Whether the answer is right and the key's counter went on, which is written down.

    A counter that stands still or goes back means that two devices hold what only one can: it is refused. Keys that
    several devices share say 0 for ever.
    """
    try:
        count = passkeys.check(site(), found, bytes.fromhex(challenge), row.public_key if row else passkeys.NOBODY)
    except NotProven:
        return False
    if row is None:
        return False
    goes_on = Passkey.sign_count < count if count else Passkey.sign_count == 0
    counted = update(Passkey).where(Passkey.id == row.id, goes_on).values(sign_count=count, used_at=now)
    return db().scalar(counted.returning(Passkey.id).execution_options(synchronize_session=False)) is not None


def _options(challenge: str, person_id: str | None = None) -> str:
    """What a page hands to the browser so that one of somebody's passkeys approves the challenge; "" without any."""
    actor = actor_or_none()
    owner = person_id or (actor.person_id if actor else None)
    known = db().scalars(select(Passkey.credential_id).where(Passkey.person_id == owner)).all()
    return passkeys.ask_to_use(site(), bytes.fromhex(challenge), known) if known else ""


def options_for_anybody(purpose: str) -> str:
    """The same for a page where nobody is signed in: whoever has a passkey for this server may answer."""
    return passkeys.ask_to_use(site(), bytes.fromhex(ask(purpose, clock.now())))


def install(app: Flask) -> None:
    """Let the component draw itself."""
    app.jinja_env.globals["passkey_options"] = _options
