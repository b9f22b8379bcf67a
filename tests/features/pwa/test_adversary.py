"""Two phones of one person behind a network that loses, doubles and reorders: nothing lost, nothing twice, no lie."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select

from rs_tracker.store.engine import reading, writing
from rs_tracker.store.tables import Entry, EntryVersion
from tests.features.pwa.test_sync import Phone, correction
from tests.support import builders
from tests.support.builders import HOME

FATES = ("arrives", "request lost", "answer lost", "answer lost", "twice", "token old", "signed out")
_numbers = count()


@dataclass(slots=True)
class Device:
    """A phone with its queue, and what its screen says is received: entry → minutes."""

    phone: Phone
    queue: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    attention: list[dict[str, Any]] = field(default_factory=list)


class Phones(RuleBasedStateMachine):
    """What people do on two phones, and what the network does to it."""

    app: Flask
    engine: Engine
    delivered: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.email = f"phone-{next(_numbers)}@example.org"
        db = writing(self.engine)
        self.person_id = builders.person(db, "Somebody", self.email)
        builders.member(db, HOME, self.person_id, "supervisee")
        self.bob = builders.person(db, "Bob again", None)
        builders.member(db, HOME, self.bob, "supervisor")
        builders.pair(db, HOME, self.person_id, self.bob)
        db.commit()
        db.close()
        self.devices = [Device(Phone(self.app, self.email, self.person_id)) for _ in range(2)]
        self.said: dict[str, set[int]] = {}
        self.effects: dict[str, int] = {}

    @rule(which=st.integers(0, 1), hours=st.integers(1, 5))
    def log(self, which: int, hours: int) -> None:
        device = self.devices[which]
        operation = device.phone.log(self.bob, fields={"hours": str(hours)})
        self.said[operation["target"]] = {hours}
        device.queue.append(operation)

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 1), pick=st.integers(0, 99), hours=st.integers(6, 20))
    def correct(self, which: int, pick: int, hours: int) -> None:
        device = self.devices[which]
        known = sorted(device.versions)
        if not known:
            return
        target = known[pick % len(known)]
        first = device.phone.log(self.bob, target=target)
        operation = correction(device.phone, first, device.versions[target], hours=str(hours))
        self.said[target].add(hours)
        device.queue.append(operation)

    @rule(which=st.integers(0, 1), pick=st.integers(0, 99), fate=st.sampled_from(FATES))
    def network(self, which: int, pick: int, fate: str) -> None:
        device = self.devices[which]
        if device.queue:
            self._deliver(device, device.queue[pick % len(device.queue)], fate)

    @rule(which=st.integers(0, 1))
    def look(self, which: int) -> None:
        """The log is opened on that phone, and shows what the other one sent as well."""
        self.devices[which].versions.update(self._versions())

    def _deliver(self, device: Device, operation: dict[str, Any], fate: str) -> None:
        client = device.phone.client
        if fate == "request lost":
            return
        if fate == "token old":
            assert client.post("/entries/sync", json=operation, headers={"X-CSRFToken": "old"}).status_code == 400
            return
        if fate == "signed out":
            stranger = self.app.test_client()
            assert stranger.post("/entries/sync", json=operation).status_code in (400, 401)
            return
        answer = device.phone.send(operation)
        if fate == "twice":
            again = device.phone.send(operation)
            if answer.status_code < 400:
                assert (again.status_code, again.json) == (answer.status_code, answer.json)
        if fate != "answer lost":
            self._note(device, operation, answer)

    def _note(self, device: Device, operation: dict[str, Any], answer: Any) -> None:
        device.queue.remove(operation)
        if answer.json["outcome"] == "received":
            target = operation["target"]
            device.versions[target] = max(device.versions.get(target, 0), answer.json["version"])
            self.delivered.append(operation["id"])
            self.effects[target] = self.effects.get(target, 0) + 1
            return
        assert answer.json["outcome"] in ("conflict", "gone"), answer.json
        device.attention.append(operation)

    def _versions(self) -> dict[str, int]:
        with reading(self.engine) as db:
            wanted = select(EntryVersion.entry_id, func.count()).where(
                EntryVersion.association_id == HOME, EntryVersion.person_id == self.person_id
            )
            return {row[0]: row[1] for row in db.execute(wanted.group_by(EntryVersion.entry_id))}

    @invariant()
    def what_the_screen_calls_received_is_there(self) -> None:
        there = self._versions()
        for device in self.devices:
            for target, version in device.versions.items():
                assert there.get(target, 0) >= version

    @invariant()
    def nothing_is_there_that_nobody_said(self) -> None:
        with reading(self.engine) as db:
            wanted = select(Entry.id, Entry.minutes).where(
                Entry.association_id == HOME, Entry.person_id == self.person_id
            )
            for entry_id, minutes in db.execute(wanted):
                assert (minutes - 15) // 60 in self.said[entry_id]

    def teardown(self) -> None:
        """In the end the network is good again: all arrives, each once."""
        for device in self.devices:
            while device.queue:
                self._deliver(device, device.queue[0], "arrives")
        there = self._versions()
        assert set(there) == set(self.said)
        for target, versions in there.items():
            assert versions <= self.effects[target], "a version nobody was told of"


def test_two_phones_and_a_bad_network(app: Flask, engine: Engine, db: Any) -> None:
    builders.cast(db)
    db.commit()
    machine = type("Here", (Phones,), {"app": app, "engine": engine, "delivered": []})
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=30))
    assert len(set(machine.delivered)) == len(machine.delivered) > 10
