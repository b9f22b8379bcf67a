"""Every page in every main state, for everybody: axe finds nothing, nothing is cut off, the keyboard reaches all."""

from collections.abc import Callable, Iterable
from functools import partial

import pytest

from rs_tracker.store.engine import writing
from tests.journeys.steps import sign_in
from tests.support.browser import DESK, PHONE, Someone
from tests.support.databases import open_ready
from tests.support.server import Site
from tests.web import world
from tests.web.world import World, word

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]

People = Callable[..., Someone]

PAGES = {
    "nobody": (
        "/",
        "/help",
        "/privacy",
        "/accessibility",
        "/accounts/sign-in",
        "/accounts/join",
        "/accounts/code",
        "/accounts/reset",
        "/no/such/page",
    ),
    "nora": ("/", "/people/welcome", "/accounts/association", "/help", "/people/me", "/people/endorsements/new"),
    "mona": ("/", "/people/supervisors", "/trail/"),
    "alice": (
        "/",
        "/entries/",
        "/entries/?state=removed",
        "/entries/?state=returned",
        "/entries/new",
        "/entries/new?like=last",
        "/entries/several",
        "/entries/import",
        "/entries/import/{alice upload}",
        "/entries/{alice waiting}",
        "/entries/{alice waiting}/edit",
        "/entries/{alice signed}",
        "/entries/{alice changed}",
        "/entries/{alice removed}",
        "/entries/{alice disputed}",
        "/entries/{alice born}",
        "/entries/{alice born}/not-right",
        "/entries/group/start",
        "/entries/group/{alice sheet}",
        "/entries/join/BCDFGH",
        "/signing/{alice disputed}/ask",
        "/progress/",
        "/progress/goals/new",
        "/progress/goals/{alice goal}",
        "/progress/goals/{alice goal}/dates",
        "/exports/my-log",
        "/exports/easy",
        "/people/me",
        "/people/supervisors",
        "/people/welcome?step=goal",
        "/people/welcome?step=supervisor",
        "/accounts/addresses",
        "/accounts/devices",
        "/accounts/password",
        "/accounts/association",
        "/accounts/consent",
        "/trail/",
    ),
    "bob": (
        "/",
        "/signing/",
        "/signing/sign/{alice intent}",
        "/signing/done/{alice signed intent}",
        "/signing/{alice waiting}/send-back",
        "/entries/group/new",
        "/entries/group/{alice sheet}",
        "/entries/group/{alice signed sheet}",
        "/entries/{alice born}/not-right",
        "/people/supervisees",
        "/exports/hours-given",
        "/exports/my-hours",
        "/trail/?about=account",
    ),
    "dana": (
        "/",
        "/association/",
        "/association/?search=nobody-is-called-that",
        "/association/people",
        "/association/people/{alice}",
        "/association/people/{quinn}",
        "/association/people/{dora}/credential",
        "/association/add",
        "/association/providers",
        "/association/providers/{dora declared}",
        "/association/providers/add",
        "/association/questions",
        "/association/questions/{alice disputed}",
        "/association/settings",
        "/accounts/recoveries",
        "/trail/",
    ),
}

# Forms sent empty or wrong: page, button, what is filled in.
FAULTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("nobody", "/accounts/sign-in", "Sign in", {"email": "a@example.org", "password": "wrong"}),
    ("nobody", "/accounts/join", "Send me a code", {"email": "nobody"}),
    ("nobody", "/accounts/code", "Continue", {"email": "a@example.org", "code": "12"}),
    ("alice", "/entries/new", "Save session", {"held_on": "2031-01-01", "hours": "", "minutes": ""}),
    ("alice", "/entries/several", "Save all", {"days": "not a day"}),
    ("alice", "/progress/goals/new", "Save goal", {}),
    ("alice", "/people/supervisors", "Name supervisor", {"name": "", "email": "nobody"}),
    ("alice", "/accounts/password", "Change password", {"current": "wrong", "password": "short"}),
    ("alice", "/entries/group/start", "Start the sheet", {"hours": "", "minutes": ""}),
    ("alice", "/entries/join", "Find the group", {"code": "BCDFGH"}),
    ("bob", "/entries/group/new", "Sign the group", {"hours": "", "minutes": ""}),
    ("bob", "/signing/{alice waiting}/send-back", "Send back", {}),
    ("dana", "/association/add", "Add and invite", {"name": "", "email": "nobody"}),
    ("dana", "/association/providers/add", "Record and confirm", {"name": "", "email": ""}),
    ("dana", "/association/questions/{charlie disputed}", "Answer", {"words": " "}),
)


SETTLE = """async () => {
  for (const frame of [1, 2]) await new Promise(requestAnimationFrame);
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
}"""


@pytest.fixture
def made(site: Site) -> World:
    """Two associations with something in every state."""
    engine = open_ready(site.database_url)
    with writing(engine) as db:
        world_ = world.made(db)
    engine.dispose()
    return world_


def filled(path: str, made: World) -> str:
    for name, id_ in made.ids.items():
        path = path.replace(f"{{{name}}}", id_)
    return path


def come(people: People, name: str) -> Someone:
    """This person at a browser of their own, signed in."""
    someone = people(phone=True)
    if name != "nobody":
        sign_in(someone, f"{word(name, 'mail')}@example.org")
    return someone


def expect_usable(someone: Someone, *, is_dark_on_phones: bool) -> None:
    """Both widths and both colours, turn by turn; then the narrowest phone, without scrolling sideways."""
    for size, is_dark in ((PHONE, is_dark_on_phones), (DESK, not is_dark_on_phones)):
        someone.page.set_viewport_size(size)
        someone.page.emulate_media(color_scheme="dark" if is_dark else "light")
        someone.page.evaluate(SETTLE)  # colours fade over; half-way they are nobody's choice
        someone.is_accessible()
    someone.page.set_viewport_size({"width": 320, "height": 640})
    width = someone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{someone.page.url} is {width} px wide on a phone of 320"
    someone.page.set_viewport_size(PHONE)


def gather(checks: Iterable[Callable[[], None]]) -> None:
    """Look at all of them before complaining."""
    faults = []
    for check in checks:
        try:
            check()
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_can_be_used_by_everybody(people: People, made: World, name: str) -> None:
    someone = come(people, name)

    def check(number: int, path: str) -> None:
        someone.open(filled(path, made), status=404 if path == "/no/such/page" else 200)
        expect_usable(someone, is_dark_on_phones=number % 2 == 1)

    gather(partial(check, number, path) for number, path in enumerate(PAGES[name]))


@pytest.mark.parametrize("name", ["nobody", "alice", "bob", "dana"])
def test_every_form_that_comes_back_can_be_used_by_everybody(people: People, made: World, name: str) -> None:
    someone = come(people, name)

    def check(number: int, path: str, button: str, values: dict[str, str]) -> None:
        someone.open(filled(path, made))
        someone.page.evaluate("document.querySelectorAll('form').forEach(one => one.noValidate = true)")
        someone.fill(**values)
        someone.press(button, exact=True, within="main")
        someone.page.locator(".error-summary").wait_for()
        expect_usable(someone, is_dark_on_phones=number % 2 == 1)

    own = [fault[1:] for fault in FAULTS if fault[0] == name]
    gather(partial(check, number, *fault) for number, fault in enumerate(own))


def focused(someone: Someone) -> str:
    """What the keyboard is at: a field's name, or the words of a link or button."""
    found: str = someone.page.evaluate(
        "() => { const one = document.activeElement;"
        " return one.getAttribute('name') || one.innerText.trim() || one.getAttribute('aria-label') || one.tagName }"
    )
    return found


def walk(someone: Someone, most: int = 80) -> list[str]:
    """Tab from the top of the page to its end."""
    found: list[str] = []
    for _press in range(most):
        someone.page.keyboard.press("Tab")
        here = focused(someone)
        if here == "BODY" or (found and here == found[0]):
            break
        found.append(here)
    return found


def test_the_first_tab_skips_to_the_content(people: People, made: World) -> None:
    alice = come(people, "alice")
    for path in ("/", "/entries/new", "/progress/"):
        alice.open(path)
        alice.page.keyboard.press("Tab")
        assert "Skip" in focused(alice)
        alice.page.keyboard.press("Enter")
        alice.page.keyboard.press("Tab")
        assert alice.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_log_form_is_filled_in_by_keyboard_in_the_order_it_is_read(people: People, made: World) -> None:
    alice = come(people, "alice")
    alice.open("/entries/new")
    order = walk(alice)
    wanted = ["held_on", "hours", "minutes", "supervisor", "medium", "format", "Save session"]
    places = [order.index(name) for name in wanted]
    assert places == sorted(places), order


def test_the_queue_is_signed_by_keyboard(people: People, made: World) -> None:
    bob = come(people, "bob")
    bob.open("/signing/")
    order = walk(bob)
    assert "line" in order, order
    assert order.index("line") < next(number for number, said in enumerate(order) if said.startswith("Sign selected"))
    line = bob.page.locator('input[name="line"]').first
    line.focus()
    bob.page.keyboard.press("Space")
    assert line.is_checked()
    bob.page.get_by_role("button", name="Sign selected").focus()
    bob.page.keyboard.press("Enter")
    bob.page.get_by_label("Your password").wait_for()
    bob.is_accessible()


def test_the_keyboard_shows_where_it_is(people: People, made: World) -> None:
    alice = come(people, "alice")
    alice.open("/entries/new")
    for _press in range(12):
        alice.page.keyboard.press("Tab")
        drawn = alice.page.evaluate(
            "() => { const one = getComputedStyle(document.activeElement);"
            " return one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0 || one.boxShadow !== 'none' }"
        )
        assert drawn, f"nothing shows that the keyboard is at {focused(alice)!r}"
