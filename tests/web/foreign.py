"""Sound forms and addresses with somebody else's ids in them."""

from tests.support.builders import HOME, OTHER
from tests.web.world import World, word

ADDRESSES = (
    ("alice", "/trail/?person={charlie}"),
    ("alice", "/trail/?about=everybody"),
    ("alice", "/entries/?supervisor={petra}"),
    ("alice", "/entries/?supervisor=no-id&state=nothing&period=x_y&at=zzz"),
    ("alice", "/entries/check?entry={charlie waiting}&held_on=2026-10-01&hours=1&supervisor={dora}"),
    ("alice", "/entries/check?entry={olga waiting}&held_on=2026-10-01&hours=1&supervisor={petra}"),
    ("alice", "/progress/goals/{alice goal}?before=2026-11-01_{charlie waiting}"),
    ("dana", "/trail/?person={olga}"),
    ("dana", "/trail/?person=no-id"),
    ("dana", "/exports/entries?person={olga}"),
    ("dana", "/exports/entries?person={nobody}"),
    ("dana", "/exports/entries?person=no-id"),
    ("dana", "/association/people?search=kanari&role=nothing&page=-1"),
    ("dana", "/association/providers?search=kanari&page=0"),
    ("dana", "/association/?search=kanari&category=x&show=y&place=z&order=w&page=9999999"),
    ("bob", "/exports/hours-given?format=csv&year=9999"),
    ("erin", "/exports/entries?from=zzz&to=2026-99-99"),
)


def forms(world: World) -> list[tuple[str, str, dict[str, str], int]]:
    """Who sends which sound form with somebody else's id in it, and what they are answered. Nothing may change."""
    bobs_mail = f"{word('bob', 'mail')}@example.org"
    return [
        ("alice", "entries.save_new", {"supervisor": world["petra"]}, 422),
        ("alice", "entries.save_new", {"supervisor": world["charlie"]}, 422),
        ("alice", "entries.save_new", {"supervisor": world["alice"]}, 422),
        ("olga", "entries.save_new", {"supervisor": world["dora"]}, 422),
        ("alice", "entries.save_several", {"supervisor": world["petra"]}, 422),
        ("alice", "entries.save_edit", {"supervisor": world["petra"]}, 422),
        ("alice", "entries.save_new", {"association": OTHER}, 404),
        ("bob", "signing.statement_of", {"line": f"{HOME}/{world['charlie waiting']}/1"}, 303),
        ("bob", "signing.statement_of", {"line": f"{OTHER}/{world['charlie waiting']}/1"}, 303),
        ("bob", "signing.statement_of", {"line": f"{OTHER}/{world['alice waiting']}/1"}, 303),
        ("bob", "signing.statement_of", {"line": f"{OTHER}/{world['olga waiting']}/1"}, 303),
        ("bob", "signing.statement_of", {"line": "no/line/at/all"}, 303),
        ("dana", "association.confirm_selected", {"held": world["petra declared"]}, 303),
        ("erin", "association.confirm_selected", {"held": world["dora declared"]}, 303),
        ("dana", "association.confirm_selected", {"held": "no id"}, 303),
        ("alice", "accounts.choose_association", {"to": OTHER}, 404),
        ("erin", "accounts.choose_association", {"to": HOME}, 404),
        ("alice", "accounts.main_address", {"email": bobs_mail}, 404),
        ("alice", "accounts.remove_address", {"email": bobs_mail}, 404),
        ("bob", "people.answer", {"place": OTHER}, 404),
        ("bob", "people.answer", {"place": "ak-aimh"}, 404),
        ("bob", "people.supervisees", {"place": "ak-aimh"}, 404),
        ("alice", "people.supervisors", {"known": world["petra"]}, 422),
        ("alice", "people.supervisors", {"known": world["charlie"]}, 422),
        ("bob", "signing.sign_now", {"password": "not the one"}, 422),
        ("dana", "association.add", {"role": "admin"}, 422),
    ]
