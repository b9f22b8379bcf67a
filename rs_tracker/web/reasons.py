"""Why minutes count or do not, in one plain sentence for each code, and what one can do about it.

Counting answers in codes; people read these. No sentence says that somebody is not qualified: only what is known.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from flask_babel import gettext as _

from rs_tracker.domain.categories import CATEGORIES, EARN
from rs_tracker.domain.facts import REFLECTIVE
from rs_tracker.domain.lifecycle import VOIDED, WAITING, WITHDRAWN
from rs_tracker.domain.standing import (
    AGE_BAND,
    COUNTS,
    ENDED,
    GROUP_SIZE,
    NEVER_HELD,
    NOT_REFLECTIVE,
    NOT_SIGNED,
    NOT_YET_CONFIRMED,
    OUTSIDE_WINDOW,
    PEER_LINE,
    PROVIDER_CATEGORY,
    PROVIDER_NOT_CURRENT,
    PROVIDER_VETTED,
    Gap,
    Window,
)
from rs_tracker.web import credentials
from rs_tracker.web.filters import day, duration, moment


class Brought(Protocol):
    """What one session brings to one goal, in minutes: what counts, what would, and every reason in order."""

    @property
    def kind(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def counted(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def reasons(self) -> tuple[str, ...]: ...
    @property
    def gap(self) -> Gap | None: ...
    @property
    def window(self) -> Window | None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """The session a reason is about. `who` is its supervisor's name, `ended_at` when its signature ended."""

    held_on: date
    minutes: int
    who: str = ""
    kind: str = REFLECTIVE
    is_sent_back: bool = False
    is_vouched: bool = False
    state: str = WAITING
    ended_at: datetime | None = None
    today: date = date.max


@dataclass(frozen=True, slots=True)
class Sentence:
    """One reason in words, and what can be done about it (empty where there is nothing to do)."""

    code: str
    text: str
    remedy: str = ""


def sentences(brought: Brought, session: Session) -> list[Sentence]:
    """Every reason of a line in words, in the order of its codes; one that simply counts has one sentence."""
    return [SAYING[code](code, brought, session) for code in brought.reasons]


def hindrances(brought: Brought, session: Session) -> list[Sentence]:
    """Only what stands between the session and its minutes, apart from the missing signature."""
    quiet = (COUNTS,) if session.is_vouched else (COUNTS, NOT_SIGNED)
    return [one for one in sentences(brought, session) if one.code not in quiet]


def _who(session: Session) -> str:
    return session.who or _("the supervisor")


def _counts(code: str, brought: Brought, session: Session) -> Sentence:
    if brought.counted == session.minutes or GROUP_SIZE in brought.reasons:
        return Sentence(code, _("Counts."))
    if not brought.counted:
        return Sentence(
            code,
            _("Adds nothing yet: no minutes of it were about the supervision you give."),
            _("If some were, correct the session."),
        )
    return Sentence(
        code, _("Counts with the %(length)s about the supervision you give.", length=duration(brought.counted))
    )


def _not_signed(code: str, brought: Brought, session: Session) -> Sentence:
    if session.is_vouched:
        return Sentence(
            code,
            _(
                "Confirmed in the place of %(who)s; the published rule asks for the supervisor’s own signature.",
                who=_who(session),
            ),
            _("It counts once %(who)s signs it after all.", who=_who(session)),
        )
    if session.state == WITHDRAWN:
        return Sentence(
            code,
            _("Signed once; cancelled by the supervisor on %(when)s.", when=moment(session.ended_at)),
            _("If the session took place, open it and correct it: it goes to your supervisor again."),
        )
    if session.state == VOIDED:
        return Sentence(
            code,
            _("Signed once; struck by the office on %(when)s.", when=moment(session.ended_at)),
            _("If the session took place, open it and correct it: it goes to your supervisor again."),
        )
    if session.is_sent_back:
        return Sentence(
            code,
            _("Sent back by %(who)s; it can count once it is corrected and signed.", who=_who(session)),
            _("Open the session and correct it."),
        )
    return Sentence(code, _("Waiting for %(who)s to sign it.", who=_who(session)))


def _outside(code: str, brought: Brought, session: Session) -> Sentence:
    window = brought.window
    if session.held_on > session.today:
        return Sentence(code, _("Dated after today, so it is not counted yet."))
    if window is None:
        return Sentence(code, _("Held outside this period."))
    between = {"first": day(window.starts_on), "last": day(window.ends_on)}
    if brought.kind == EARN:
        return Sentence(
            code,
            _("Held outside the months that serve you best, %(first)s to %(last)s.", **between),
            _("Nothing to do: those months move by themselves when later ones serve you better."),
        )
    return Sentence(
        code,
        _("Held outside this period, %(first)s to %(last)s.", **between),
        _("If the date is right, it belongs to another period."),
    )


def _not_reflective(code: str, brought: Brought, session: Session) -> Sentence:
    texts = {
        "administrative": _("Administrative supervision does not count; only reflective supervision does."),
        "clinical": _("Clinical supervision does not count; only reflective supervision does."),
        "training": _("Training is not added to the hours of reflective supervision."),
    }
    text = texts.get(session.kind, _("Only reflective supervision counts."))
    return Sentence(code, text, _("Was a part of the meeting reflective? Log that part as a session of its own."))


def _peer(code: str, brought: Brought, session: Session) -> Sentence:
    text = _("Peer supervision does not count toward this credential.")
    if brought.kind == EARN:
        return Sentence(code, text, _("Sessions with an endorsed supervisor count."))
    return Sentence(
        code,
        text,
        _("Some associations count it for Clinical Mentors of three years and more, with another Clinical Mentor."),
    )


def _not_current(code: str, brought: Brought, session: Session) -> Sentence:
    who, gap = _who(session), brought.gap or Gap(NEVER_HELD)
    if gap.kind == NOT_YET_CONFIRMED:
        return Sentence(
            code,
            _("Your association has not confirmed the credential of %(who)s yet.", who=who),
            _("Once it does, the session counts from its own date; nobody signs again."),
        )
    if gap.kind == ENDED and gap.ended_on is not None:
        return Sentence(
            code,
            _("The credential of %(who)s ended on %(day)s, before this session.", who=who, day=day(gap.ended_on)),
            _("If it was renewed, ask your association to bring its dates up to date."),
        )
    return Sentence(
        code,
        _("No credential of %(who)s is recorded for the day of this session.", who=who),
        _("If there is one, %(who)s adds it under Profile and your association confirms it.", who=who),
    )


def _vetted(code: str, brought: Brought, session: Session) -> Sentence:
    return Sentence(
        code,
        _(
            "%(who)s was approved by the association without an endorsement; for this session that is not accepted.",
            who=_who(session),
        ),
        _("Ask your association until when it accepts approved supervisors."),
    )


def _category(code: str, brought: Brought, session: Session) -> Sentence:
    return Sentence(
        code,
        _(
            "%(who)s held a credential that day, but none that the published rule accepts for %(category)s.",
            who=_who(session),
            category=brought.category,
        ),
        _("The rule may look at your degree and at whether you give supervision: check both under Profile."),
    )


def _ages(code: str, brought: Brought, session: Session) -> Sentence:
    track = CATEGORIES[brought.category].track
    if track is None:
        return Sentence(code, _("The ages of the children in this work are not the ones you are earning it for."))
    return Sentence(
        code,
        _(
            "%(category)s is about children from %(ages)s; this session was about other ages.",
            category=brought.category,
            ages=credentials.ages(track),
        ),
        _("If the work was about both, correct the ages of the children."),
    )


def _group(code: str, brought: Brought, session: Session) -> Sentence:
    adds = brought.counted + brought.waiting
    if not adds:
        return Sentence(code, _("The group was larger than your association counts."))
    return Sentence(
        code,
        _(
            "The group was larger than your association counts in full, so %(part)s of %(whole)s count.",
            part=duration(adds),
            whole=duration(session.minutes),
        ),
    )


SAYING = {
    COUNTS: _counts,
    NOT_SIGNED: _not_signed,
    OUTSIDE_WINDOW: _outside,
    NOT_REFLECTIVE: _not_reflective,
    PEER_LINE: _peer,
    PROVIDER_NOT_CURRENT: _not_current,
    PROVIDER_VETTED: _vetted,
    PROVIDER_CATEGORY: _category,
    AGE_BAND: _ages,
    GROUP_SIZE: _group,
}
