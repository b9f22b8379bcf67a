"""No other site can make a browser of ours change anything."""

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.store.engine import reading
from rs_tracker.store.tables import Person
from tests.support import builders
from tests.support.pages import Browser
from tests.web import probe


@pytest.fixture
def site(app: Flask) -> Flask:
    return probe.built_in(app)


def written(engine: Engine) -> list[str]:
    with reading(engine) as db:
        return [name for name in db.scalars(select(Person.name)) if name.startswith("own")]


@pytest.mark.parametrize("token", [None, "", "nonsense"])
def test_a_form_without_its_token_is_refused_with_a_page(site: Flask, engine: Engine, token: str | None) -> None:
    stranger = probe.stranger(site)
    data = {} if token is None else {"csrf_token": token}
    answer = stranger.client.post("/probe/write/200", data=data)
    assert answer.status_code == 400
    assert "That form could not be sent" in answer.get_data(as_text=True)
    assert written(engine) == []


def test_a_token_of_somebody_elses_visit_is_refused(site: Flask, engine: Engine) -> None:
    mine, theirs = probe.stranger(site), probe.stranger(site)
    assert mine.client.post("/probe/write/200", data={"csrf_token": theirs.token}).status_code == 400
    assert written(engine) == []


def test_a_token_does_not_count_in_the_address(site: Flask, engine: Engine) -> None:
    stranger = probe.stranger(site)
    assert stranger.client.post(f"/probe/write/200?csrf_token={stranger.token}").status_code == 400
    assert written(engine) == []


def test_a_token_from_before_signing_out_is_void(site: Flask, engine: Engine, db: Session) -> None:
    builders.cast(db)
    db.commit()
    alice = probe.sender(builders.signed_in(site, "alice@example.org"))
    assert alice.post("/accounts/sign-out").status_code == 303
    assert alice.post("/probe/write/200").status_code == 400
    assert written(engine) == []


@pytest.mark.parametrize("came_from", ["cross-site", "same-site", "something-new"])
def test_a_browser_that_says_cross_site_is_refused_whatever_token_it_has(
    site: Flask, engine: Engine, came_from: str
) -> None:
    assert probe.stranger(site).post("/probe/write/200", headers={"Sec-Fetch-Site": came_from}).status_code == 403
    assert written(engine) == []


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "https://localhost", "http://localhost:81", "file://"],
)
def test_a_foreign_origin_is_refused_whatever_token_it_has(site: Flask, engine: Engine, origin: str) -> None:
    assert probe.stranger(site).post("/probe/write/200", headers={"Origin": origin}).status_code == 403
    assert written(engine) == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},  # some browsers hide it even from the site itself; the token decides
    ],
    ids=str,
)
def test_our_own_pages_get_through(site: Flask, engine: Engine, said: dict[str, str]) -> None:
    assert probe.stranger(site).post("/probe/write/200", headers=said).status_code == 200
    assert written(engine) == ["own 200"]


def test_a_hidden_origin_without_a_token_is_refused(site: Flask, engine: Engine) -> None:
    answer = Browser(site).client.post("/probe/write/200", headers={"Origin": "null"})
    assert answer.status_code == 400
    assert written(engine) == []


def test_looking_is_open_to_links_from_anywhere(site: Flask) -> None:
    said = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert site.test_client().get("/help", headers=said).status_code == 200
