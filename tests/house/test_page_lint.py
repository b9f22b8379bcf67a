"""The lint that every opened page goes through finds what it is there for."""

import pytest
from flask import Flask, Response, redirect, request

from tests.support.lint import faults
from tests.support.pages import Browser

HEAD = '<head><meta name="viewport" content="width=device-width"><title>Log</title></head>'
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
FORM = """<form method="post" action="/log"><input type="hidden" name="csrf_token" value="t">
<label for="day">Day</label><input id="day" name="day" value="2026-11-20">
<label><input type="checkbox" name="is_group" value="yes" checked> Group</label>
<label for="kind">Kind</label><select id="kind" name="kind"><option value="a">A</option>
<option value="b" selected>B</option></select>
<label for="why">Why</label><textarea id="why" name="why">so</textarea>
<button name="next" value="another">Save and log another</button><button>Save</button></form>"""


def page(body: str = "", head: str = HEAD) -> str:
    return f'<!doctype html><html lang="en">{head}<body><main><h1>Log</h1>{body}</main></body></html>'


def test_a_sound_page_has_no_faults() -> None:
    assert faults(page(FORM), HEADERS) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Again</h1>", "one h1"),
        ('<p id="a"></p><p id="a"></p>', "'a' is used 2 times"),
        ("<input name=q>", "no label"),
        ("<select name=q></select>", "no label"),
        ('<label for="q"></label><input id="q">', "no label"),
        ('<label for="gone">Q</label>', "not on the page"),
        ('<input id="q" aria-label="Q" aria-describedby="gone">', "not on the page"),
        ('<form method="post" action="/"><button>Go</button></form>', "no CSRF token"),
        ('<form action="/"><input type=hidden name=csrf_token value=t><button>Go</button></form>', "into the address"),
        ("<form><button>Go</button></form>", "no action"),
        ('<form action="/"></form>', "no button"),
        ('<button type="button"></button>', "says nothing"),
        ('<a href="/"></a>', "says nothing"),
        ("<a>Here</a>", "no href"),
        ('<img src="/a.png">', "no alt"),
        ("<script>alert(1)</script>", "inline <script>"),
        ("<style>p {}</style>", "inline <style>"),
        ('<p style="color: red">x</p>', "carries style"),
        ('<p onclick="x()">x</p>', "carries onclick"),
        ('<p hx-on:click="x()">x</p>', "carries hx-on"),
        ('<a href="javascript:x()">x</a>', "runs a script"),
        ('<img alt="x" src="https://elsewhere.example/x.png">', "another host"),
        ("<p>{{ name }}</p>", "shows"),
        ("<p>Signed by None</p>", "shows"),
        ("<p>%(n)s hours</p>", "shows"),
        ("<p><b>x</p>", "closes"),
    ],
)
def test_a_fault_in_a_page_is_found(body: str, fault: str) -> None:
    assert [one for one in faults(page(body), HEADERS) if fault in one]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (page(head="<head><title>Log</title></head>"), "viewport"),
        (page(head='<head><meta name="viewport" content="x"></head>'), "one title"),
        (page().replace(' lang="en"', ""), "no language"),
        (page().replace("main>", "div>"), "no <main>"),
        (page().replace("Log</h1>", "</h1>"), "one h1"),
    ],
)
def test_a_fault_in_the_frame_of_a_page_is_found(source: str, fault: str) -> None:
    assert [one for one in faults(source) if fault in one]


def test_a_piece_needs_no_frame() -> None:
    assert faults('<li id="entry-1"><a href="/log/1">1</a></li>', is_piece=True) == []


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_found(name: str) -> None:
    assert faults(page(), {key: value for key, value in HEADERS.items() if key != name})


def test_an_unsafe_policy_is_found() -> None:
    policy = HEADERS["Content-Security-Policy"].replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    assert faults(page(), {**HEADERS, "Content-Security-Policy": policy}) == [
        "the content policy allows something unsafe"
    ]


@pytest.fixture
def planted() -> Flask:
    """A small site with one form, and one page that is not in order."""
    app = Flask(__name__)
    app.add_url_rule("/", "form", view_func=lambda: (page(FORM + '<a href="/broken">Broken</a>'), HEADERS))
    app.add_url_rule("/broken", "broken", view_func=lambda: (page("<input name=q>"), HEADERS))
    app.add_url_rule("/sent", "sent", view_func=lambda: (page(f"<p>{request.args['sent']}</p>"), HEADERS))

    @app.post("/log")
    def log() -> Response:
        sent = "&".join(f"{name}={value}" for name, value in request.form.items(multi=True))
        return redirect("/sent?sent=" + sent.replace("&", "%26"), 303)  # type: ignore[return-value]

    return app


def test_a_form_is_sent_as_it_stands(planted: Flask) -> None:
    browser = Browser(planted)
    browser.open("/")
    sent = browser.press("Save and log another").text
    assert "csrf_token=t" in sent
    assert "day=2026-11-20&is_group=yes&kind=b&why=so&next=another" in sent


def test_a_form_is_sent_as_it_was_filled_in(planted: Flask) -> None:
    browser = Browser(planted)
    browser.open("/")
    sent = browser.press("Save", {"day": "2026-01-02", "is_group": False, "kind": "a", "why": ""}).text
    assert "day=2026-01-02" in sent
    assert "kind=a" in sent
    assert "is_group" not in sent


def test_what_a_form_does_not_offer_cannot_be_sent(planted: Flask) -> None:
    browser = Browser(planted)
    browser.open("/")
    with pytest.raises(AssertionError, match="no field"):
        browser.press("Save", {"minutes": "60"})
    with pytest.raises(AssertionError, match="offers"):
        browser.press("Save", {"kind": "c"})
    with pytest.raises(AssertionError, match="no button"):
        browser.press("Delete")


def test_every_page_a_test_opens_is_linted(planted: Flask) -> None:
    browser = Browser(planted)
    browser.open("/")
    with pytest.raises(AssertionError, match="no label"):
        browser.follow("Broken")
    with pytest.raises(AssertionError, match="answered 404"):
        browser.open("/nowhere")
