"""Two group sheets: a signed one, of which a member says that her line is not right, and one that waits for Bob."""

from datetime import timedelta

from sqlalchemy import select

from rs_tracker.commands.demo.cast import ALABAMA, TEXAS
from rs_tracker.commands.demo.sessions import working_day
from rs_tracker.commands.demo.stage import Stage
from rs_tracker.features.groups import disputing, joining, moment, queries, service
from rs_tracker.features.groups.service import Meeting, Present
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import SessionEntry

SIGNED_DAYS, STARTED_DAYS = 11, 1
MARISOLS_GROUP = ("Imani Johnson", "Aaliyah Grant", "Priya Raman", "Tobias Krüger", "Benjamin Stone")
JOINED = (("Mateo Rivera", ALABAMA, 60), ("Fatima Al-Sayed", ALABAMA, 45), ("Yuki Tanaka", TEXAS, 60))


def play(stage: Stage) -> None:
    """Both, some days ago."""
    _signed_with_one_in_doubt(stage)
    _started_by_maya(stage)


def _signed_with_one_in_doubt(stage: Stage) -> None:
    """Marisol signs a group of five, one of them shorter; Priya says that she left early."""
    on = working_day(stage.days_ago(SIGNED_DAYS))
    at = stage.at(on, 17)
    marisol = stage.actor("marisol", ALABAMA)
    present = [Present(stage.ids[name], ALABAMA) for name in MARISOLS_GROUP]
    present[-1] = Present(stage.ids[MARISOLS_GROUP[-1]], ALABAMA, minutes=60)
    held = Meeting(on, 90, "in_person", "Dr. Ruth Okafor")
    sheet_id = service.save(stage.db, marisol, stage.new_id(), held, present, at)
    intent_id = moment.prepare(stage.db, marisol, sheet_id, at)
    signing.sign(stage.db, marisol, intent_id, "pwd", at + timedelta(seconds=40))
    entry_id = _entry_of(stage, sheet_id, stage.ids["Priya Raman"])
    words = "I left at half past to pick up my son."
    disputing.say(stage.db, stage.actor("Priya Raman", ALABAMA), entry_id, words, at + timedelta(days=1))


def _entry_of(stage: Stage, sheet_id: str, person_id: str) -> str:
    marisol = stage.actor("marisol", ALABAMA)
    [line] = [one for one in queries.lines(stage.db, marisol, sheet_id) if one.person_id == person_id]
    held = select(SessionEntry.entry_id).where(
        SessionEntry.association_id == ALABAMA, SessionEntry.entry_id.in_([line.id, line.known_id or line.id])
    )
    return stage.db.scalars(held).one()


def _started_by_maya(stage: Stage) -> None:
    """Yesterday's group in two associations: the others joined by the code, one with another length."""
    on = working_day(stage.days_ago(STARTED_DAYS))
    at = stage.at(stage.days_ago(STARTED_DAYS), 18)
    maya = stage.actor("Maya Brooks", ALABAMA)
    held = Meeting(on, 60, "video")
    sheet_id = joining.start(stage.db, maya, stage.new_id(), held, stage.ids["bob"], at)
    sheet = queries.sheet(stage.db, maya, sheet_id)
    if sheet is None or sheet.code is None:
        raise LookupError(sheet_id)
    for name, place, minutes in JOINED:
        joining.join(stage.db, stage.actor(name, place), sheet.code, minutes, place, at + timedelta(minutes=2))
