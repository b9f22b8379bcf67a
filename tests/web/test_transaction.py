"""One request, one transaction: what is answered below 400 is kept whole, everything else is taken back whole."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from rs_tracker.store.engine import reading
from rs_tracker.store.tables import Person
from tests.support import builders
from tests.web import probe


@pytest.fixture
def site(app: Flask) -> Flask:
    return probe.built_in(app)


@pytest.fixture
def commits(engine: Engine) -> Iterator[list[str]]:
    """A mark for each commit of this engine."""
    seen: list[str] = []

    def note(session: Session) -> None:
        if session.info.get("wrote"):
            seen.append("commit")

    event.listen(Session, "after_commit", note)
    yield seen
    event.remove(Session, "after_commit", note)


def names(engine: Engine) -> set[str]:
    with reading(engine) as db:
        return set(db.scalars(select(Person.name)))


@pytest.mark.parametrize("status", probe.GOOD)
def test_a_change_answered_below_400_is_kept_by_one_commit(
    site: Flask, engine: Engine, commits: list[str], status: int
) -> None:
    browser = probe.stranger(site)
    commits.clear()
    assert browser.post(f"/probe/write/{status}").status_code == status
    assert names(engine) == {f"own {status}"}
    assert commits == ["commit"]


def test_a_change_that_leads_elsewhere_is_kept(site: Flask, engine: Engine) -> None:
    assert probe.stranger(site).post("/probe/redirect").status_code == 303
    assert names(engine) == {"redirected"}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429, 503])
def test_a_refused_change_is_taken_back(site: Flask, engine: Engine, commits: list[str], status: int) -> None:
    browser = probe.stranger(site)
    commits.clear()
    assert browser.post(f"/probe/write/{status}").status_code == status
    assert names(engine) == set()
    assert commits == []


@pytest.mark.parametrize(("path", "status"), [("refused", 409), ("busy", 503)])
def test_a_change_that_is_refused_half_way_is_taken_back(site: Flask, engine: Engine, path: str, status: int) -> None:
    assert probe.stranger(site).post(f"/probe/{path}").status_code == status
    assert names(engine) == set()


def test_a_change_that_breaks_is_taken_back(site: Flask, engine: Engine) -> None:
    browser = probe.stranger(site)
    with pytest.raises(ZeroDivisionError):
        browser.post("/probe/broken")
    assert names(engine) == set()


def test_a_plain_read_commits_nothing_even_if_it_writes(site: Flask, engine: Engine, commits: list[str]) -> None:
    assert site.test_client().get("/probe/write/200").status_code == 200
    assert names(engine) == set()
    assert commits == []


def test_what_stands_apart_outlives_a_refusal(site: Flask, engine: Engine) -> None:
    assert probe.stranger(site).post("/probe/apart/422").status_code == 422
    assert names(engine) == {"apart"}


def test_what_stands_apart_and_the_request_are_both_kept(site: Flask, engine: Engine) -> None:
    assert probe.stranger(site).post("/probe/apart/200").status_code == 200
    assert names(engine) == {"apart", "own"}


def test_nothing_can_stand_apart_once_the_request_has_written(site: Flask, engine: Engine) -> None:
    browser = probe.stranger(site)
    with pytest.raises(RuntimeError, match="has written already"):
        browser.post("/probe/late-apart")
    assert names(engine) == set()


def test_the_database_is_let_go_only_before_the_first_change(site: Flask, engine: Engine) -> None:
    browser = probe.stranger(site)
    assert browser.post("/probe/pause/0").status_code == 200
    assert names(engine) == {"after the pause"}
    with pytest.raises(RuntimeError, match="has written already"):
        browser.post("/probe/pause/1")
    assert names(engine) == {"after the pause"}


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_noted_for_afterwards_is_kept_whatever_the_answer(
    site: Flask, engine: Engine, method: str, status: int
) -> None:
    browser = probe.stranger(site)
    if method == "GET":
        assert site.test_client().get(f"/probe/afterwards/{status}").status_code == status
    else:
        assert browser.post(f"/probe/afterwards/{status}").status_code == status
    assert names(engine) == {"afterwards"}


def test_a_form_with_faults_saves_nothing_of_the_real_site(app: Flask, db: Session, engine: Engine) -> None:
    builders.cast(db)
    db.commit()
    alice = builders.signed_in(app, "alice@example.org")
    before = names(engine)
    alice.open("/people/supervisors")
    alice.press("Name", {"name": "", "email": "not an address"}, status=422)
    assert names(engine) == before
