"""What every page knows: who is here, where they are, where they can go, and whom to ask."""

from dataclasses import dataclass, field
from typing import cast

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from werkzeug.local import LocalProxy

from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.web import i18n
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor_or_none


@dataclass(frozen=True, slots=True)
class Tab:
    """One place in the tab bar."""

    label: str
    url: str
    icon: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the account menu."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Nav:
    """The frame of a page."""

    language: str
    help_url: str
    help_contact: str | None
    person_name: str | None = None
    association_name: str | None = None
    is_office_run: bool = True
    can_switch: bool = False
    tabs: list[Tab] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    other_languages: list[tuple[str, str, str]] = field(default_factory=list)


def nav() -> Nav:
    """The frame for this request."""
    actor = actor_or_none()
    current = i18n.language()
    others = [
        (code, i18n.OWN_NAMES[code], url_for("people.language", code=code))
        for code in runtime().languages
        if code != current
    ]
    help_url = url_for("home.help_page")
    if actor is None:
        return Nav(current, help_url, runtime().host_contact, other_languages=others)
    hats = actor.hats
    return Nav(
        language=current,
        help_url=help_url,
        help_contact=runtime().host_contact,
        person_name=actor.name,
        association_name=hats.association_name if hats else None,
        is_office_run=hats.is_office_run if hats else True,
        can_switch=len(actor.memberships) > 1,
        tabs=_tabs(actor),
        links=_links(actor),
        other_languages=others,
    )


def _nav_once() -> Nav:
    if "nav" not in g:
        g.nav = nav()
    return cast(Nav, g.nav)


def _tabs(actor: Actor) -> list[Tab]:
    here = request.blueprint if request.blueprint != "home" else request.endpoint
    if here == "groups":  # a group is signed by one and logged by the others
        here = "signing" if actor.wears(SUPERVISOR) else "entries"
    places = [(_("Home"), "home.index", "home", True)]
    places.append((_("Log"), "entries.listing", "log", SUPERVISEE in actor.roles))
    places.append((_("Sign"), "signing.queue", "sign", actor.wears(SUPERVISOR)))
    places.append((_("Progress"), "progress.overview", "progress", SUPERVISEE in actor.roles))
    places.append((_("Association"), "association.board", "association", COORDINATOR in actor.roles))
    waiting = {"sign": sum(hats.waiting for hats in actor.memberships)}
    return [
        Tab(label, url_for(endpoint), icon, here in (endpoint, endpoint.split(".")[0]), waiting.get(icon, 0))
        for label, endpoint, icon, is_shown in places
        if is_shown
    ]


def _links(actor: Actor) -> list[Link]:
    """What one does with people and hours first, one's account last."""
    is_supervisor, is_here = actor.wears(SUPERVISOR), actor.hats is not None
    places = [
        (_("Profile"), "people.me", True),
        (_("My supervisors"), "people.supervisors", SUPERVISEE in actor.roles),
        (_("People I supervise"), "people.supervisees", is_supervisor),
        (_("Hours given"), "exports.given", is_supervisor),
        (_("Hours received and given"), "exports.my_hours", is_supervisor),
        (_("Associations"), "accounts.choose_association", True),
        (_("Email addresses"), "accounts.addresses", True),
        (_("Passkeys"), "accounts.passkeys", True),
        (_("Devices signed in"), "accounts.devices", True),
        (_("What happened"), "trail.listing", is_here),
    ]
    return [Link(label, url_for(endpoint)) for label, endpoint, is_shown in places if is_shown]


def acting_for() -> str:
    """The association that a form on this page is made for."""
    actor = actor_or_none()
    return (actor.association_id or "") if actor else ""


def install(app: Flask) -> None:
    """Give every template its frame; it is made where a template first asks for it, so that the page for a database
    that is down can do without.
    """
    app.context_processor(lambda: {"nav": LocalProxy(_nav_once)})
    app.jinja_env.globals["acting_for"] = acting_for
