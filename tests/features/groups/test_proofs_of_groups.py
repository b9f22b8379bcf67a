"""A line that its supervisor wrote proves itself like any other, and its letters can be written."""

import pytest
from sqlalchemy.orm import Session

from rs_tracker.adapters.letters import Letters
from rs_tracker.features.proofs import bundles
from rs_tracker.layout import TEMPLATES
from tests.support import builders
from tests.support.builders import NOW
from tests.support.builders_groups import entries_of, group, here, sheet, sign
from tests.support.builders_proofs import file_of, token_of

LETTERS = Letters(TEMPLATES, {"base_url": "https://hours.example.org", "host_name": "The Example Host"})


def test_each_line_of_a_group_proves_itself_and_tells_of_no_other(db: Session) -> None:
    who = builders.cast(db)
    ids = group(db, who, 3)
    sign(db, who, sheet(db, who, here(ids)))
    entry_ids = [entries_of(db, person_id)[0].id for person_id in ids]
    for entry_id, name in zip(entry_ids, ("Maya Brooks", "Noor Haddad", "Owen Fitz"), strict=True):
        data = file_of(db, token_of(db, entry_id), NOW)
        assert bundles.looked_at(data).holds
        assert name.encode() in data
        assert not [other for other in entry_ids if other != entry_id and other.encode() in data]


@pytest.mark.parametrize(
    ("template", "params", "subject", "words"),
    [
        ("group_signed", {"minutes": 90}, "Bob signed a group session with you", "1 h 30 min"),
        ("not_right", {"words": "I left early."}, "Bob wrote about a session you share", "“I left early.”"),
    ],
)
def test_each_letter_of_groups_can_be_written(
    template: str, params: dict[str, object], subject: str, words: str
) -> None:
    letter = LETTERS.write(template, {"entry_id": "e", "by": "Bob", "on": "2026-11-21", **params}, "en")
    assert letter.subject == subject
    assert words in letter.body
    assert "https://hours.example.org/entries/e" in letter.body
