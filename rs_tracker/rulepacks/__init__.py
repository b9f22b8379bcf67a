"""The rule packs: what each association publishes about RSC, as dated rows with sources. The only door to them.

A pack is `<association>/pack.toml`. It holds the rows in which the association differs from the pack it inherits from
(`alliance` for all but `alliance` itself); docs/rules.md tells people how to read and change one. The format:

    [association]
    id = "mi-aimh"                  # the name of the folder
    name = "…"                      # as the association writes itself
    country = "US"                  # two letters
    place = "Michigan"              # state or region, may be left out
    zone = "America/Detroit"        # IANA
    url = "https://…"
    year_starts = "01-01"           # first day of the association's year, month-day; January unless given
    inherits = "alliance"           # left out by the base only

    [[row]]                         # every row has:
    rule = "renewal"                # which rule, see below
    goal = "renew"                  # provider, vetted, vouched: "earn", "renew", "both"; elsewhere it may be left out
    families = ["FS", "FRS"]        # the receiver's, of FA FS FRS MHS MHM-C MHM-P MHM-RF ERS
    from = 2023-01-01               # first day; left out: since ever
    to = 2024-12-31                 # last day; left out: until a later row. After it the base's rows are used
    source = "https://…"            # or a list of addresses
    certainty = "read"              # read, inferred, assumed, conflict
    reading = { renewal-hours = "six-in-2024" }     # only where a rule can be read in several ways: topic = name

and the keys of its rule, which is looked up on the day named here:

    earning     hours = 24              applied_on: hours needed to earn
    stretch     months = 24             applied_on: they lie in a stretch so long; no row or 0: all time counts
    span        months = 12             applied_on: they touch so many calendar months; no row or 0: not asked
    about-rsc   hours = 25              applied_on: so many of them about the RSC one gives; no row or 0: not asked
                or only = true          … only those minutes count at all
    renewal     window = "year", hours = 12     (or "cycle") as_of for the window, its last day for the hours
    long-held   window = "year", after_years = 3, hours = 10    window's last day: instead of renewal's hours
    exemption   window = "year", when = "applied"   window's last day: first renewal; "applied" or "endorsed" in the
                window, "last-year" of it, "fraction" by the years held, "nobody"
    peer        after_years = 3, partners = ["MHM-C"]   session date: peer sessions count; partners may be "anyone"
    spread      months = 6              window's last day: counted months needed where the amount is above 0
    provider    accepts = [{ family = "FS", degree = "master", receiver_degree = "bachelor" },
                           { family = "FRS", status = "emerging" },
                           { family = "MHS", receiver_gives_rsc = false }]      session date; may be "anyone"
    vetted      years = 5               session date: a vetted provider stands in for an endorsed one of that family,
                                        at most so long from the first day of the vetting; years may be left out
    vouched     accepts = ["stand-in"]  session date: whose confirmation counts like the signature of a supervisor who
                                        is gone: "stand-in", "office" or both; may be "nobody". No row: both

provider and vetted rows may have applied_from and applied_to: they are there only for who applied in that time.
`degree` and `receiver_degree` are "master" (master, doctorate) or "bachelor" (all others); `status` is "endorsed"
unless said. Receivers FRS and ERS use the FS row of provider and vetted, so those two take no FRS or ERS.

A row is found by rule, goal and family (long-held and exemption: by window too). Of an association's own rows the
latest that has begun is in force. A `to` may not reach into the next own row of the key, and two rows of a key may not
begin on one day, unless they are readings of one topic with different names. Before an association's earliest renewal
row of a family the base's row is used with certainty `assumed`.

    [[shown]]                           # shown beside RSC, never added; families, window, from, to may be left out
    topic = "training"                  # or training-about-rsc, training-diversity: hours = 15
                                        # membership, ethics: need = "required" or "encouraged"; membership: a day
                                        # fee, late-fee: cents = 3000, currency = "USD"
                                        # opens, due, removed: day = "12-31", year = "last" or "next" (the year of the
                                        # window's last day, or the one after it)
    window = "year"
    hours = 15
    source = "https://…"
    certainty = "read"

Own lines of a topic replace the inherited ones. Two lines of a topic at one time are refused unless one is `conflict`.
"""

from rs_tracker.rulepacks.answers import as_plain
from rs_tracker.rulepacks.cases import Case, read_cases
from rs_tracker.rulepacks.parse import parse_pack
from rs_tracker.rulepacks.report import packs_check, packs_evaluate, packs_list, packs_show
from rs_tracker.rulepacks.shelf import ids, load, load_all, read_pack
from rs_tracker.rulepacks.tables import BadFile, parse_toml
from rs_tracker.rulepacks.write import digest, dump

__all__ = [
    "BadFile",
    "Case",
    "as_plain",
    "digest",
    "dump",
    "ids",
    "load",
    "load_all",
    "packs_check",
    "packs_evaluate",
    "packs_list",
    "packs_show",
    "parse_pack",
    "parse_toml",
    "read_cases",
    "read_pack",
]
