"""The lines one looks for in a demo: returned, disputed, corrected, doubled, taken out, imported, never answered.

Alice's newest lines stand here too, so that the same ones are there whatever day it is.
"""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from rs_tracker.commands.demo.cast import ALABAMA, TEXAS
from rs_tracker.commands.demo.people import address
from rs_tracker.commands.demo.sessions import sign, working_day
from rs_tracker.commands.demo.stage import Logged, Stage
from rs_tracker.features.accounts import codes
from rs_tracker.features.accounts import service as accounts
from rs_tracker.features.entries import queries, sheet_import
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft, Named
from rs_tracker.features.signing import returns
from rs_tracker.store.tables import Entry

ALICE, MAYA, NOOR, OWEN, FATIMA = "Alice Archer", "Maya Brooks", "Noor Haddad", "Owen Fitzgerald", "Fatima Al-Sayed"
YUKI, ZACHARY, ESPERANZA = "Yuki Tanaka", "Zachary Bell", "Esperanza Luna"


def play(stage: Stage) -> None:
    """All scenes, each some days ago."""
    _alices_last_weeks(stage)
    _odd_lines_for_bob(stage)
    _corrections(stage)
    _disputes(stage)
    _taken_out(stage)
    _old_spreadsheet(stage)
    _somebody_new(stage)
    _came_back_by_mail(stage)


def _log(stage: Stage, name: str, place: str, key: str, days: int, minutes: int, logged: int, medium: str) -> Logged:
    """A session so many days ago, typed in `logged` days ago."""
    on = working_day(stage.days_ago(days))
    at = stage.at(max(on, stage.days_ago(logged)), 19)
    draft = Draft(on, minutes, stage.ids[key], medium=medium)
    entry_id = entries.log(stage.db, stage.actor(name, place), draft, at, stage.new_id())
    return Logged(entry_id, place, name, key, on, at)


def _send_back(stage: Stage, line: Logged, version: int, reason: str, words: str, days: int) -> None:
    at = stage.at(stage.days_ago(days), 20)
    returns.send_back(
        stage.db, stage.actor(line.provider, line.association_id), line.entry_id, version, reason, words, at
    )


def _say_again(stage: Stage, name: str, place: str, entry_id: str, days: int, **changes: object) -> int:
    """Correct an entry; the number of its new version."""
    actor = stage.actor(name, place)
    own = queries.own(stage.db, actor, entry_id)
    if own is None:
        raise LookupError(entry_id)
    draft = replace(own.draft, **changes)  # type: ignore[arg-type]
    entries.correct(stage.db, actor, entry_id, draft, own.version, stage.at(stage.days_ago(days), 21))
    return own.version + 1


def _newest_signed(stage: Stage, name: str, place: str, key: str) -> tuple[str, date]:
    row = stage.db.execute(
        select(Entry.id, Entry.held_on)
        .where(
            Entry.association_id == place,
            Entry.person_id == stage.ids[name],
            Entry.provider_id == stage.ids[key],
            Entry.state == "signed",
        )
        .order_by(Entry.held_on.desc())
        .limit(1)
    ).one()
    return row.id, row.held_on


def _alices_last_weeks(stage: Stage) -> None:
    """One signed, one sent back for its length, two waiting for Bob."""
    first = _log(stage, ALICE, ALABAMA, "bob", 55, 75, 54, "video")
    sign(stage, "bob", ALABAMA, [first], stage.at(stage.days_ago(45), 20))
    second = _log(stage, ALICE, ALABAMA, "bob", 34, 105, 33, "in_person")
    _send_back(stage, second, 1, "length", "We met from nine to a quarter past ten.", 5)
    _log(stage, ALICE, ALABAMA, "bob", 20, 75, 19, "video")
    _log(stage, ALICE, ALABAMA, "bob", 6, 75, 5, "video")


def _odd_lines_for_bob(stage: Stage) -> None:
    """A day of five hours, and one session typed in twice: lines that *Select all* leaves alone."""
    _log(stage, ZACHARY, TEXAS, "bob", 9, 300, 8, "in_person")
    twice = _log(stage, YUKI, TEXAS, "bob", 12, 75, 12, "video")
    again = Draft(twice.held_on, 60, stage.ids["bob"], medium="video")
    entries.log(stage.db, stage.actor(YUKI, TEXAS), again, stage.at(stage.days_ago(3), 8), stage.new_id())


def _corrections(stage: Stage) -> None:
    """A signed session corrected and waiting again, and one whose correction was sent back."""
    entry_id, _ = _newest_signed(stage, MAYA, ALABAMA, "bob")
    _say_again(stage, MAYA, ALABAMA, entry_id, 2, minutes=90)
    entry_id, on = _newest_signed(stage, NOOR, ALABAMA, "ruth")
    version = _say_again(stage, NOOR, ALABAMA, entry_id, 12, minutes=120)
    line = Logged(entry_id, ALABAMA, NOOR, "ruth", on, stage.now)
    _send_back(stage, line, version, "length", "The first length was right.", 8)


def _disputes(stage: Stage) -> None:
    """Sent back twice: one question waits for the office, one has both statements, one was answered and signed."""
    _argue(stage, OWEN, ALABAMA, "ruth", 44, "not_there")
    _ask(stage, OWEN, OWEN, ALABAMA, "ruth", "We met at the library on that day; I have the room booking.", 28)
    _ask(stage, OWEN, "ruth", ALABAMA, "ruth", "I was at a conference all that week.", 26)
    _argue(stage, ESPERANZA, TEXAS, "joanna", 30, "not_reflective")
    _ask(stage, ESPERANZA, ESPERANZA, TEXAS, "joanna", "The first hour was about one family, then we planned.", 4)
    line = _argue(stage, FATIMA, ALABAMA, "bob", 80, "length")
    _ask(stage, FATIMA, FATIMA, ALABAMA, "bob", "I wrote the time I was away from work.", 62)
    answer = "Please log the time you met, without the drive: 60 minutes."
    returns.answer(stage.db, stage.actor("dana", ALABAMA), line.entry_id, answer, stage.at(stage.days_ago(59), 10))
    version = _say_again(stage, FATIMA, ALABAMA, line.entry_id, 58, minutes=60)
    sign(stage, "bob", ALABAMA, [replace(line, version=version)], stage.at(stage.days_ago(50), 20))


def _argue(stage: Stage, name: str, place: str, key: str, days: int, reason: str) -> Logged:
    """Logged, sent back, said again, sent back again."""
    line = _log(stage, name, place, key, days, 150, days - 1, "in_person")
    _send_back(stage, line, 1, "length", "", days - 6)
    version = _say_again(stage, name, place, line.entry_id, days - 8, minutes=120)
    _send_back(stage, line, version, reason, "", days - 14)
    return line


def _ask(stage: Stage, owner: str, by: str, place: str, key: str, words: str, days: int) -> None:
    entry_id = stage.db.scalars(
        select(Entry.id).where(
            Entry.association_id == place,
            Entry.person_id == stage.ids[owner],
            Entry.provider_id == stage.ids[key],
            Entry.returns >= 2,
        )
    ).one()
    returns.ask_office(stage.db, stage.actor(by, place), entry_id, words, stage.at(stage.days_ago(days), 12))


def _taken_out(stage: Stage) -> None:
    """Logged by mistake and removed; removed and put back."""
    gone = _log(stage, "Kayla Simmons", ALABAMA, "ruth", 18, 60, 17, "phone")
    entries.remove(stage.db, stage.actor("Kayla Simmons", ALABAMA), gone.entry_id, gone.logged_at + timedelta(hours=1))
    back = _log(stage, "Aaliyah Grant", ALABAMA, "marisol", 16, 60, 15, "video")
    actor = stage.actor("Aaliyah Grant", ALABAMA)
    entries.remove(stage.db, actor, back.entry_id, back.logged_at + timedelta(minutes=20))
    entries.restore(stage.db, actor, back.entry_id, back.logged_at + timedelta(minutes=30))


def _old_spreadsheet(stage: Stage) -> None:
    """Nine sessions from a spreadsheet, with a supervisor of long ago who has no address here."""
    days = [working_day(stage.months_ago(22) - timedelta(days=28 * number)) for number in range(9)]
    kept = "Date,Hours,Supervisor\n" + "".join(f"{on},1.5,Dr. Lena Fischer\n" for on in days)
    actor, at = stage.actor("Tobias Krüger", ALABAMA), stage.at(stage.months_ago(20), 16)
    found = sheet_import.preview(stage.db, actor, "my hours.csv", kept.encode(), None, at)
    sheet_import.save(stage.db, actor, found.plan, at)


def _somebody_new(stage: Stage) -> None:
    """A supervisor named by name and address only: her invitation is under way, and two lines wait for her."""
    name = "Jerome Whitfield"
    actor = stage.actor(name, ALABAMA)
    named = Named("Priya Natarajan", "priya.natarajan@example.org")
    at = stage.at(stage.days_ago(4), 17)
    entries.log(stage.db, actor, Draft(working_day(stage.days_ago(11)), 60), at, stage.new_id(), named)
    entries.log(stage.db, actor, Draft(working_day(stage.days_ago(25)), 60), at, stage.new_id(), named)


def _came_back_by_mail(stage: Stage) -> None:
    """A supervisor lost his password this morning: he reads, may not sign for a day, and his office may stop it."""
    proof = codes.Proof(address("Tom Abernathy", "tom"), codes.RESET, stage.ids["tom"], None)
    at = stage.now - timedelta(hours=3)
    accounts.recover(stage.db, proof, stage.password_hash, at, second="")
