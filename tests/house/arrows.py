"""The walls of the house as data: who may import what. To move a wall, change it here and in docs/house.md together."""

# Rooms in the order in which they may lean on one another: a room may import the service, queries and other inner
# modules of rooms named before it, never of one named after it, and never anybody's views or forms.
ROOMS = (
    "trail",
    "outbox",
    "ledger",
    "progress",
    "people",
    "accounts",
    "entries",
    "signing",
    "groups",
    "guests",
    "standins",
    "proofs",
    "association",
    "exports",
    "erasure",
    "home",
    "pwa",
)

# Folders that belong to the roof, beside the files directly in the package.
ROOF = ("commands",)

# The outer half of a room, by a word in a file's name (`log_views.py`); the rest is the inner half and knows no web.
# Forms and words turn codes into sentences and back, so they know the domain's vocabulary; a view decides nothing.
OUTER = {"views": ("views",), "forms": ("forms", "words")}

FLASK = frozenset(
    ("flask", "flask_babel", "flask_limiter", "flask_login", "flask_wtf", "jinja2", "markupsafe", "werkzeug", "wtforms")
)

# floor -> what of rs_tracker and of other people's libraries it may import; the standard library is open to all.
# An adapter may import the one library it is about, whichever that is.
OURS = {
    "domain": ("domain",),
    "rulepacks": ("rulepacks", "domain"),
    "store": ("store", "domain"),
    "adapters": ("adapters", "domain"),
    "web": ("web", "store", "domain", "adapters"),
    "service": ("store", "domain", "rulepacks", "adapters"),
    "views": ("web", "adapters.clock", "domain.actor"),
    "forms": ("web", "adapters.clock", "domain"),
}
THEIRS = {
    "domain": frozenset(),
    "rulepacks": frozenset(),
    "store": frozenset(("sqlalchemy",)),
    "web": FLASK | {"sqlalchemy", "babel", "limits"},
    "service": frozenset(("sqlalchemy",)),
    "views": FLASK,
    "forms": FLASK,
}

# Adapters that make something happen outside, or tell the time, are handed to a service, never imported by it.
LOUD = ("adapters.clock", "adapters.mail", "adapters.push")

# Libraries with traps, each behind the one module that knows them.
BEHIND = {"htmx_flask": "web/htmx.py", "config": "layout.py"}

# The rules of the trade neither look at the clock nor at the machine.
IMPURE_MODULES = frozenset(
    ("random", "secrets", "os", "io", "pathlib", "time", "socket", "subprocess", "shutil", "tempfile")
)
IMPURE_CALLS = frozenset(("open", "print", "input"))
CLOCKS = frozenset(("now", "today", "utcnow", "fromtimestamp"))

# One commit per request, per job, per command; migrations commit their own connection.
COMMITS = frozenset(("web/db.py", "store/schema.py"))

# Who may write outside the request's own transaction, through web/db.py's apart() or afterwards().
APART = frozenset(
    (
        "features/accounts/views_join.py:code",
        "features/exports/views.py:_note",
        "features/proofs/views_own.py:every_proof",
        "features/guests/views.py:code",
        "features/standins/views_evidence.py:file",
        "web/limits.py:_row",
        "web/limits.py:clear",
        "web/limits.py:incr",
        "web/limits.py:reset",
        "web/visitor.py:visitor",
    )
)

# Who may ask across associations: statements that are about one person's own memberships or a worker's sweep.
SPANNING = frozenset(
    (
        "features/accounts/codes.py",
        "features/accounts/queries.py",
        "features/erasure/queries.py",
        "features/people/invitations.py",
        "features/people/memberships.py",
        "features/proofs/lookup.py",
        "store/schema.py",
        "store/tenancy.py",
        "web/visitor.py",
    )
)

# Who may fetch a row by its id alone: the visitor's own web session, named by the secret in their cookie.
BARE_IDS = frozenset(("web/visitor.py",))

# Templates over 120 lines, scripts over 120 and conftests over 150 that somebody looked at and found whole.
LONG = frozenset(("templates/components/forms.html",))
