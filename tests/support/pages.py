"""A person with a browser, without the browser: Flask's test client that lints pages and fills in forms.

Works only with what the page offers: `press` finds the form that has the button, sends its hidden fields and what
stands in the others, and so notices a missing field or token. Scripts do not run; that is what the journeys are for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.support.html import Document, Element
from tests.support.lint import faults
from tests.support.server import config

Values = Mapping[str, str | bool | list[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, read."""

    path: str
    status: int
    source: str
    headers: Mapping[str, str]
    document: Document

    @property
    def text(self) -> str:
        """The words of the page with single spaces."""
        main = next(self.document.all("main"), None) or next(self.document.all("body"), None)
        words = main.text if main else self.source
        return " ".join(words.split())

    @property
    def heading(self) -> str:
        """What its h1 says."""
        return next((" ".join(one.text.split()) for one in self.document.all("h1")), "")

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        links = [one for one in self.document.all("a") if words in " ".join(one.text.split())]
        assert links, f"no link says {words!r} on {self.path}: {[one.text.strip() for one in self.document.all('a')]}"
        return links[0].get("href")

    def form(self, button: str) -> tuple[Element, Element]:
        """The form that a button with these words sends, and the button."""
        for form in self.document.all("form"):
            for one in self.document.in_form(form):
                says = one.text if one.tag == "button" else one.get("value") if one.get("type") == "submit" else ""
                if button in " ".join(says.split()):
                    return form, one
        said = [" ".join(one.text.split()) for one in self.document.all("button")]
        raise AssertionError(f"no button says {button!r} on {self.path}, only {said}")


class Browser:
    """One person's cookies and the page before them."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page: Page | None = None

    def open(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """GET a page, following redirects, and lint it."""
        return self._read(self.client.get(path, follow_redirects=True, **options), status)

    def follow(self, words: str, *, status: int = 200) -> Page:
        """Open the link with these words."""
        assert self.page is not None, "open a page first"
        return self.open(self.page.link(words), status=status)

    def press(self, button: str, values: Values | None = None, *, status: int = 200) -> Page:
        """Fill in the form which that button sends, and send it; `values` by field name, all on that form."""
        assert self.page is not None, "open a page first"
        form, pressed = self.page.form(button)
        data = filled(self.page.document, form, pressed, values or {})
        action = pressed.get("formaction") or form.get("action") or self.page.path
        if form.get("method").lower() == "post":
            answer = self.client.post(action, data=data, follow_redirects=True)
        else:
            answer = self.client.get(action, query_string=data, follow_redirects=True)
        return self._read(answer, status)

    def post(self, path: str, data: Values | None = None, *, status: int, **options: Any) -> Page:
        """POST without a form, as an attacker would; the token is taken from the last page when there is one."""
        inputs = list(self.page.document.all("input")) if self.page else []
        token = next((one.get("value") for one in inputs if one.get("name") == "csrf_token"), "")
        return self._read(self.client.post(path, data={"csrf_token": token, **(data or {})}, **options), status)

    def _read(self, answer: TestResponse, status: int) -> Page:
        source = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        headers = dict(answer.headers)
        page = Page(answer.request.path, answer.status_code, source, headers, Document(source))
        where = f"{answer.request.method} {answer.request.path}"
        assert answer.status_code == status, f"{where} answered {answer.status_code}, not {status}: {page.text[:400]}"
        if source:
            found = faults(source, headers, is_piece="<html" not in source)
            assert not found, f"{where}: " + "; ".join(found)
            self.page = page
        return page


def filled(document: Document, form: Element, pressed: Element, values: Values) -> dict[str, list[str]]:
    """What a browser would send: the fields as they stand, changed by `values` (True and False for a checkbox)."""
    left = dict(values)
    data: dict[str, list[str]] = {}
    for one in document.in_form(form):
        name = one.get("name")
        if not name or "disabled" in one.attrs or (_is_button(one) and one is not pressed):
            continue
        sent = _sent(document, one, values.get(name))
        left.pop(name, None)
        data.setdefault(name, []).extend(sent)
    assert not left, f"the form to {form.get('action')!r} has no field {sorted(left)}, only {sorted(data)}"
    return {name: sent for name, sent in data.items() if sent}


def _is_button(one: Element) -> bool:
    return one.tag == "button" or one.get("type") in ("submit", "button", "reset", "image")


def _sent(document: Document, one: Element, wanted: str | bool | list[str] | None) -> list[str]:
    chosen = None if wanted is None or isinstance(wanted, bool) else [wanted] if isinstance(wanted, str) else wanted
    if one.get("type") in ("checkbox", "radio"):
        value = one.get("value") or "on"
        is_on = "checked" in one.attrs if wanted is None else wanted is True if chosen is None else value in chosen
        return [value] if is_on else []
    if one.tag == "select":
        options = document.options(one)
        offered = [option.attrs.get("value", option.text.strip()) for option in options]
        if chosen is not None:
            assert set(chosen) <= set(offered), f"{one.get('name')} offers {offered}, not {chosen}"
            return chosen
        marked = [value for value, option in zip(offered, options, strict=True) if "selected" in option.attrs]
        return marked or (offered[:1] if "multiple" not in one.attrs else [])
    if chosen is not None:
        return chosen
    return [one.text.removeprefix("\n") if one.tag == "textarea" else one.get("value")]


@pytest.fixture
def app(engine: Engine) -> Flask:
    """The whole site on a fresh database, with the settings of a test installation."""
    factory = import_module("rs_tracker.app")  # here, so that tests of the lower floors never load the web
    made: Flask = factory.create_app(config(engine.url.render_as_string(hide_password=False)), engine)
    return made


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app)
