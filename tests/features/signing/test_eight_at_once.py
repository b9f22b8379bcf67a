"""Eight browsers sign the same sessions at the same moment, over HTTP: each is signed once, nobody sees an error."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker.features.ledger import audit
from rs_tracker.store.engine import reading
from rs_tracker.store.tables import Attestation, Entry, LedgerRow, Proof
from tests.support import builders_endings
from tests.support.builders import HOME, PASSWORD
from tests.support.server import Site

AT_ONCE = 8
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Stays(HTTPRedirectHandler):
    """Answers are looked at as they come; nothing is followed."""

    def redirect_request(self, *_anything: object, **_more: object) -> None:
        return None


class Tab:
    """One signed-in browser of Bob's."""

    def __init__(self, site: Site) -> None:
        self._url = site.url
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()), Stays())
        self.statuses: Counter[int] = Counter()
        self._token = self._look("/accounts/sign-in")
        self.send("/accounts/sign-in", email="bob@example.org", password=PASSWORD)
        self._token = self._look("/signing/")

    def _look(self, path: str) -> str:
        with self._opener.open(self._url + path) as answer:
            found = TOKEN.search(answer.read().decode())
        assert found is not None, f"{path} has no form"
        return found[1]

    def send(self, path: str, **form: str) -> str:
        """Send a form; where the answer leads."""
        data = urlencode({"csrf_token": self._token, **form}).encode()
        request = Request(self._url + path, data, {"Origin": self._url})
        try:
            with self._opener.open(request) as answer:
                status, leads = answer.status, ""
        except HTTPError as answer:
            status, leads = answer.code, answer.headers.get("Location", "")
        self.statuses[status] += 1
        return leads

    def sign(self, line: str, together: Callable[[], object]) -> None:
        """Tick, and once all the others have ticked too, sign."""
        leads = self.send("/signing/statement", line=line)
        together()
        if leads.startswith("/signing/sign/"):
            self.send(leads, password=PASSWORD)
        together()


def sign_all(site: Site, lines: list[str]) -> Counter[int]:
    """Eight tabs go through the lines side by side; how often each status was answered."""
    barrier = Barrier(AT_ONCE, timeout=120)
    tabs = [Tab(site) for _ in range(AT_ONCE)]

    def work(tab: Tab) -> None:
        for line in lines:
            tab.sign(line, barrier.wait)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(work, tabs))
    return sum((tab.statuses for tab in tabs), Counter[int]())


def expect_each_once(engine: Engine, count: int) -> None:
    with reading(engine) as db:
        here = Attestation.association_id == HOME
        assert db.scalar(select(func.count()).select_from(Attestation).where(here)) == count
        assert len(set(db.scalars(select(Attestation.entry_id).where(here)))) == count
        kinds = db.scalars(select(LedgerRow.kind).where(LedgerRow.association_id == HOME)).all()
        assert kinds == ["attest"] * count
        assert db.scalar(select(func.count()).select_from(Proof).where(Proof.association_id == HOME)) == count
        rows = db.execute(select(Entry.state, Entry.signed_version).where(Entry.association_id == HOME))
        assert Counter(tuple(row) for row in rows) == {("signed", 1): count}
        assert list(audit.audit(db, HOME)) == []


def logged(db: Session, count: int) -> list[str]:
    who = builders_endings.people(db)
    ids = [builders_endings.log(db, who, 1 + number % 20, 30 + number) for number in range(count)]
    db.commit()
    return [f"{HOME}/{entry_id}/1" for entry_id in ids]


def test_eight_tabs_at_once_sign_every_session_once(site: Site, engine: Engine, db: Session) -> None:
    statuses = sign_all(site, logged(db, 4))
    assert statuses == {303: AT_ONCE + 2 * AT_ONCE * 4}, "every statement was made and every one was sent"
    expect_each_once(engine, 4)


@pytest.mark.proof
def test_eight_tabs_at_once_sign_two_hundred_sessions_once(site: Site, engine: Engine, db: Session) -> None:
    statuses = sign_all(site, logged(db, 200))
    assert statuses == {303: AT_ONCE + 2 * AT_ONCE * 200}, "every statement was made and every one was sent"
    expect_each_once(engine, 200)
