"""What the accounts views share: their blueprint, where to go next, and the start of a visit."""

from flask import Blueprint, request, url_for
from flask import session as cookie

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import devices, sessions
from rs_tracker.web.db import db
from rs_tracker.web.limits import by_email, limiter, of_email
from rs_tracker.web.login import enter, new_token
from rs_tracker.web.visitor import actor_or_none

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

PENDING, PROOF = "pending", "proof"

# A whole training day may sit behind one network address; an e-mail address has one reader.
few_by_email = limiter.limit("5 per 15 minutes", key_func=by_email, methods=["POST"])
some_by_email = limiter.limit("10 per 15 minutes", key_func=by_email, methods=["POST"])
some_by_network = limiter.limit("200 per hour", methods=["POST"])


def by_awaited_email() -> str:
    """Counts per address whose code is typed: each code has its few tries, and of many codes too only so many."""
    pending = cookie.get(PENDING)
    return of_email(pending["email"] if pending else request.form.get("email", ""))


few_tries = limiter.limit("20 per hour;60 per day", key_func=by_awaited_email, methods=["POST"])
few_codes = limiter.limit("5 per 15 minutes", key_func=by_awaited_email)


def next_page() -> str:
    """The page of ours that was asked for before signing in, else the start page."""
    wanted = request.values.get("next", "")
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours else url_for("home.index")


def start_visit(person_id: str, *, is_own_device: bool) -> None:
    """Sign somebody in in this browser, with a new token; whoever was signed in here is signed out."""
    now = clock.now()
    before = actor_or_none()
    if before is not None:
        sessions.end(db(), before.person_id, before.session_id, now)
    token = new_token()
    device = devices.name_of(request.user_agent.string)
    sessions.begin(db(), person_id, token, is_own_device=is_own_device, device=device, now=now)
    enter(token, is_own_device=is_own_device)


def wait_for_code(purpose: str, email: str, association_code: str = "") -> None:
    """Remember in the cookie which code this browser waits for."""
    cookie[PENDING] = {"purpose": purpose, "email": email.strip().lower(), "association_code": association_code}
