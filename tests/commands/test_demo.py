"""`rs-tracker demo`: one command, no settings, everything there is to see; and nobody else's file is touched."""

import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker import jobs
from rs_tracker.adapters import clock
from rs_tracker.commands import records
from rs_tracker.commands.acting import actor_of
from rs_tracker.commands.demo import database, play
from rs_tracker.commands.demo.cast import ALABAMA, PASSWORD, TEXAS
from rs_tracker.features.entries import queries as entries
from rs_tracker.features.people import queries as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import queries as signing
from rs_tracker.features.signing import sheets
from rs_tracker.layout import MIGRATIONS
from rs_tracker.store import engine as store
from rs_tracker.store import schema
from rs_tracker.store.tables import Entry, Goal, OfficeQuestion, Person, Qualification, SessionEntry, Standing
from tests.support.commands import start
from tests.support.databases import open_ready
from tests.support.server import PATIENCE, free_port

ACCOUNTS = ("alice", "bob", "charlie", "dana", "erin")
# A year's last day, a leap day, the night in which the clocks go forward: months ago are not everywhere the same.
DAYS = (
    "2028-02-29T04:00+00:00",
    *(pytest.param(day, marks=pytest.mark.proof) for day in ("2026-12-31T23:30+00:00", "2027-03-14T09:30+00:00")),
)


def _make(path: Path, now: datetime) -> Engine:
    database.begin_anew(path)
    engine = open_ready(f"sqlite:///{path}")
    schema.migrate(engine, MIGRATIONS)
    jobs.seed_associations(engine)
    play.fill(engine, now)
    return engine


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo as it is made today; looked at only."""
    engine = _make(tmp_path_factory.mktemp("demo") / "demo.sqlite", clock.now())
    yield engine
    engine.dispose()


@pytest.fixture
def looking(demo: Engine) -> Iterator[Session]:
    """Somebody who reads it."""
    session = store.reading(demo)
    yield session
    session.close()


def _states(db: Session, place: str) -> dict[str, int]:
    wanted = select(Entry.state, func.count()).where(Entry.association_id == place).group_by(Entry.state)
    return {row.state: row[1] for row in db.execute(wanted)}


def test_two_associations_have_about_sixty_people_and_two_years_of_sessions(looking: Session) -> None:
    assert 55 <= (looking.scalar(select(func.count()).select_from(Person)) or 0) <= 70
    for place in (ALABAMA, TEXAS):
        oldest = looking.scalar(select(func.min(Entry.held_on)).where(Entry.association_id == place))
        assert oldest is not None
        assert (clock.now().date() - oldest).days > 700
        assert _states(looking, place)["signed"] > 300


def test_every_state_of_an_entry_is_there(looking: Session) -> None:
    states = _states(looking, ALABAMA)
    assert set(states) == {"waiting", "returned", "signed", "changed", "removed"}
    here = Entry.association_id == ALABAMA
    correction_back = (here, Entry.state == "signed", Entry.version > Entry.signed_version)
    assert looking.scalar(select(func.count()).select_from(Entry).where(*correction_back)) == 1
    assert looking.scalar(select(func.count()).select_from(Entry).where(here, Entry.import_key.is_not(None))) == 9
    returned = select(Entry.returns).where(here, Entry.state == "returned").order_by(Entry.returns)
    assert list(looking.scalars(returned)) == [1, 2]
    answers = select(OfficeQuestion.answered_at.is_not(None)).where(OfficeQuestion.association_id == ALABAMA)
    assert sorted(looking.scalars(answers)) == [False, False, True]  # one of them about a line of a group


def test_every_kind_of_supervisor_and_goal_is_there(looking: Session) -> None:
    held = select(Qualification.status, Qualification.confirmed_at, Qualification.ends_on).where(
        Qualification.association_id == ALABAMA
    )
    kinds = {(row.status, row.confirmed_at is not None, row.ends_on is not None) for row in looking.execute(held)}
    assert kinds >= {
        ("endorsed", True, False),
        ("endorsed", True, True),
        ("endorsed", False, False),
        ("vetted", True, False),
        ("emerging", True, False),
    }
    goals = select(Goal.kind, Standing.is_met, Standing.is_exempt).join(
        Standing, (Standing.association_id == Goal.association_id) & (Standing.goal_id == Goal.id)
    )
    found = {tuple(row) for row in looking.execute(goals.where(Goal.association_id == ALABAMA))}
    assert found >= {("earn", True, False), ("earn", False, False), ("renew", False, False), ("renew", True, False)}


def test_alice_has_a_habit_and_about_ten_lines_wait_for_bob_in_two_states(looking: Session) -> None:
    alice, bob = (people.by_email(looking, f"{name}@example.org") or "" for name in ("alice", "bob"))
    last = entries.last(looking, actor_of(looking, alice, ALABAMA))
    assert last is not None
    assert last.provider_id == bob
    queue = signing.waiting_for(looking, actor_of(looking, bob, ALABAMA), clock.now())
    assert 9 <= queue.count <= 12
    assert len(queue.odd) == 4
    assert {group.association_name for group in queue.groups} == {"First 5 Alabama", "First3Years, Texas"}


def test_a_group_sheet_waits_for_bob_and_a_signed_one_has_a_line_in_doubt(looking: Session) -> None:
    ids = {name: id_ for id_, name in looking.execute(select(Person.id, Person.name))}
    bob, marisol = (actor_of(looking, ids[name], ALABAMA) for name in ("Bob Birch", "Marisol Vega"))
    [waiting] = sheets.waiting(looking, bob)
    assert (waiting.starter_name, waiting.people, waiting.is_own) == ("Maya Brooks", 4, False)
    assert [one.person_name for one in sheets.not_right(looking, marisol)] == ["Priya Raman"]
    held = select(func.count()).select_from(SessionEntry).where(SessionEntry.association_id == ALABAMA)
    assert looking.scalar(held) == 5


def test_every_record_of_it_holds(looking: Session) -> None:
    outcome = records.verify(looking)
    assert outcome.holds, outcome.sentences
    assert outcome.versions > 1000


@pytest.mark.parametrize("day", DAYS)
def test_on_any_day_it_can_be_made_and_every_standing_is_what_counting_anew_gives(tmp_path: Path, day: str) -> None:
    now = datetime.fromisoformat(day)
    engine = _make(tmp_path / "demo.sqlite", now)
    with store.writing(engine) as db:
        before = _standings(db)
        for place, person_id in {(str(row[0]), str(row[1])) for row in before}:
            progress.refresh(db, place, person_id, now)
        db.expire_all()
        assert _standings(db) == before
        assert len(before) > 45
    engine.dispose()


def _standings(db: Session) -> list[tuple[object, ...]]:
    columns = [column for column in Standing.__table__.c if column.name != "computed_at"]
    rows = []
    for place in (ALABAMA, TEXAS):
        rows += [tuple(row) for row in db.execute(select(*columns).where(Standing.association_id == place))]
    return sorted(((row[0], row[3], *row) for row in rows), key=str)


def test_nobody_elses_database_is_touched(tmp_path: Path) -> None:
    file = tmp_path / "precious.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE diary (words TEXT)")
    connection.close()
    before = file.read_bytes()
    process = start(tmp_path, "demo", "--no-serve", "--database", str(file))
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "is not a demo: it is left as it is" in said
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"just a text", b"SQLite format 3\x00 and then nothing"])
def test_a_file_that_is_no_database_is_no_demo(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "something"
    file.write_bytes(content)
    with pytest.raises(database.NotADemo):
        database.begin_anew(file)
    assert file.read_bytes() == content


def test_a_demo_is_made_anew_but_not_while_somebody_uses_it(tmp_path: Path) -> None:
    file = tmp_path / "demo.sqlite"
    database.begin_anew(file)
    engine = open_ready(f"sqlite:///{file}")
    schema.migrate(engine, MIGRATIONS)
    with pytest.raises(database.InUse):
        database.begin_anew(file)
    assert database.is_demo(file)
    engine.dispose()
    database.begin_anew(file)
    assert sqlite3.connect(file).execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_it_serves_five_accounts_whatever_the_environment_says(tmp_path: Path) -> None:
    port = free_port()
    stray = {"RS_BASE_URL": "https://elsewhere.example.org", "DATABASE_URL": "postgresql://x/y", "RS_NO_SUCH": "1"}
    process = start(tmp_path, "demo", PORT=str(port), **stray)
    try:
        url = f"http://localhost:{port}"
        _wait_for(url)
        for name in ACCOUNTS:
            page = _sign_in(url, f"{name}@example.org")
            assert "Sign in" not in page, name
        mail = build_opener().open(f"{url}/demo/mail").read().decode()
        assert "terrence.oyelaran@example.org" in mail
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=PATIENCE)
    assert (tmp_path / "instance" / "demo.sqlite").is_file()
    assert all(f"{name}@example.org" in said for name in ACCOUNTS)
    assert PASSWORD in said
    assert url in said


def test_a_port_that_is_taken_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, "demo", PORT=str(taken.getsockname()[1]))
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "Choose another: PORT=" in said
    assert not (tmp_path / "instance").exists()


def _wait_for(url: str) -> None:
    until = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until:
        try:
            build_opener().open(f"{url}/healthz").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def _sign_in(url: str, email: str) -> str:
    """The page after signing in, as a browser without JavaScript gets it."""
    visitor: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
    form = visitor.open(f"{url}/accounts/sign-in").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None
    sent = urlencode({"csrf_token": token[1], "email": email, "password": PASSWORD}).encode()
    page: str = visitor.open(f"{url}/accounts/sign-in", sent).read().decode()
    return page
