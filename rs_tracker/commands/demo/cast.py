"""Who is in the demo. Months are counted back from today, so that it always looks as if it had been used until now."""

from dataclasses import dataclass

ALABAMA, TEXAS = "al-f5a", "tx-first3years"
PASSWORD = "mulberry lantern quarry"  # noqa: S105  printed for everybody who starts the demo


@dataclass(frozen=True, slots=True)
class Held:
    """A credential of a supervisor: from and to so many months ago (`ended` 0: still held)."""

    category: str
    status: str = "endorsed"
    began: int = 60
    ended: int = 0
    degree: str = "master"
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Supervisor:
    """`signs`: days between two sittings; `leaves`: lines not signed yet, by association."""

    key: str
    name: str
    leaves: dict[str, int]
    held: tuple[Held, ...]
    signs: int = 30


@dataclass(frozen=True, slots=True)
class Learner:
    """A supervisee. `goals`: `renew IFS 30` (endorsed 30 months ago), `earn IMHS 8` (applied 8 months ago).

    `by`: the habitual supervisor and then others; `group`: whose monthly group they attend; `every`: days between two
    sessions of `minutes`; `since` and `until`: months ago.
    """

    name: str
    place: str
    goals: tuple[str, ...]
    by: tuple[str, ...]
    every: int = 28
    minutes: int = 60
    since: int = 24
    until: int = 0
    group: str = ""
    degree: str = "bachelor"
    gives_rsc: bool = False
    is_prompt: bool = False  # logs each session the same day, not all of a month together
    before: str = ""  # came before the office did; then `asked`, and has said `yes` or `no`, or nothing yet


COORDINATORS = {"dana": ("Dana Diaz", ALABAMA), "erin": ("Erin Estes", TEXAS)}

MENTOR, ERS = Held("IMHM-C", degree="doctorate"), Held("ERS", began=22)
SUPERVISORS = (
    Supervisor("bob", "Bob Birch", {ALABAMA: 2, TEXAS: 3}, (MENTOR,), signs=14),
    Supervisor("ruth", "Dr. Ruth Okafor", {ALABAMA: 5}, (MENTOR,)),
    Supervisor("marisol", "Marisol Vega", {ALABAMA: 4}, (Held("IMHS", began=80), ERS)),
    Supervisor("helen", "Helen Whitaker", {ALABAMA: 0}, (Held("IMHM-C", began=90, ended=7),), signs=60),
    Supervisor("grace", "Grace Lindqvist", {ALABAMA: 2}, (Held("IMHS", began=5, is_confirmed=False),)),
    Supervisor("tom", "Tom Abernathy", {ALABAMA: 1}, (Held("IMHS", "vetted", began=30),), signs=45),
    Supervisor("nadia", "Nadia Rahman-Whitfield", {ALABAMA: 3}, (Held("IFS", began=50), Held("ERS", "emerging", 14))),
    Supervisor("carlos", "Carlos Medina", {TEXAS: 6}, (MENTOR,)),
    Supervisor("joanna", "Joanna Achterberg", {TEXAS: 4}, (Held("ECMHS", began=70), ERS), signs=21),
    Supervisor("vera", "Vera Kowalski", {TEXAS: 2}, (Held("IMHM-C", "vetted", began=40),)),
    Supervisor("sam", "Samuel Ortiz", {TEXAS: 3}, (Held("IMHM-C", began=9, is_confirmed=False),)),
    Supervisor("yolanda", "Yolanda Price", {TEXAS: 0}, (Held("IMHM-C", began=100, ended=11),), signs=60),
)

A, T = ALABAMA, TEXAS
LEARNERS = (
    Learner("Alice Archer", A, ("renew IFS 31",), ("bob",), 48, 75, until=3, is_prompt=True),
    Learner("Charlie Cole", A, ("earn IMHS 9", "renew IFS 40"), ("ruth",), 19, 60, since=18, degree="master"),
    Learner("Maya Brooks", A, ("renew IFS 45",), ("bob",), 24, 60, is_prompt=True),
    Learner("Noor Haddad", A, ("renew IMHS 38",), ("bob", "ruth"), 30, 75, degree="master"),
    Learner("Owen Fitzgerald", A, ("earn IFS 10",), ("ruth",), 21, 60, since=13),
    Learner("Imani Johnson", A, ("earn IFS 14",), ("marisol",), 20, 60, since=7, group="marisol"),
    Learner("Priya Raman", A, ("renew IFS 2",), ("marisol",), 18, 60, since=22),
    Learner("Ethan Goldberg", A, ("renew IFS 50",), ("ruth",), 55, 60),
    Learner("Lucia Marchetti", A, ("renew IFS 27",), ("helen", "ruth"), 30, 75),
    Learner("DeShawn Carter", A, ("renew IFS 36",), ("marisol",), 60, 60),
    Learner("Hannah Lindgren", A, ("renew IFA 30",), ("marisol",), 40, 60),
    Learner("Mateo Rivera", A, ("renew IMHS 60", "renew ECMHS 26"), ("bob",), 22, 75, degree="master"),
    Learner("Abigail Thornton", A, ("earn IMHS 16",), ("ruth",), 14, 60, since=18, group="ruth", degree="master"),
    Learner("Wei Chen", A, ("renew IFS 33",), ("tom",), 30, 60),
    Learner("Siobhan O’Brien", A, ("renew IFS 29",), ("grace",), 30, 60, since=5),
    Learner("Maria-Guadalupe Fernández-Castellanos de la Cruz", A, ("renew IFS 41",), ("nadia",), 30, 75),
    Learner("Jerome Whitfield", A, ("earn IFS 5",), ("nadia",), 14, 60, since=6),
    Learner("Kayla Simmons", A, ("renew IFS 34",), ("ruth",), 28, 60, group="ruth"),
    Learner("Tobias Krüger", A, ("earn IFS 20",), ("marisol",), 26, 75, since=21),
    Learner("Fatima Al-Sayed", A, ("renew IFS 48",), ("bob",), 35, 60),
    Learner("Rosalind Pike", A, ("renew IMHM-C 52",), ("ruth", "bob"), 30, 90, degree="doctorate", gives_rsc=True),
    Learner("Aaliyah Grant", A, ("renew IFS 38",), ("marisol",), 30, 60, group="marisol"),
    Learner("Benjamin Stone", A, ("earn IFS 3",), ("marisol",), 16, 60, since=4),
    Learner("Chloe Marchand", A, ("renew IFS 44",), ("ruth",), 30, 75, until=5),
    Learner("Gwendolyn Park", A, (), ("ruth",), 30, 60, since=3),
    Learner("Isaac Mensah", A, ("earn IMHM-C 12",), ("ruth",), 13, 75, degree="master", gives_rsc=True),
    Learner("Yuki Tanaka", T, ("renew IFS 35",), ("bob",), 26, 75, is_prompt=True),
    Learner("Zachary Bell", T, ("renew IFS 28",), ("bob",), 30, 60),
    Learner("Beatriz Salazar", T, ("earn IMHS 11",), ("bob", "carlos"), 14, 60, since=14, degree="master"),
    Learner("Colleen Murphy", T, ("renew IMHS 55",), ("carlos",), 24, 75, degree="master"),
    Learner("Dmitri Volkov", T, ("renew IFS 30",), ("vera",), 30, 60),
    Learner("Esperanza Luna", T, ("earn IFS 13",), ("joanna",), 21, 60, since=15, group="joanna"),
    Learner("Franklin Moore", T, ("renew IFS 62",), ("carlos",), 60, 60),
    Learner("Gabriela Ponce", T, ("renew ECFS 39",), ("joanna",), 28, 60, group="joanna"),
    Learner("Henry Nguyen", T, ("earn IFS 6",), ("sam",), 18, 60, since=7),
    Learner("Ingrid Sorensen", T, ("renew IFS 47",), ("yolanda", "carlos"), 30, 60),
    Learner("Jamal Reed", T, ("renew IFS 33",), ("carlos",), 26, 60, group="carlos"),
    Learner("Katarina Novak", T, ("renew IFS 1",), ("carlos",), 22, 60, since=20, group="carlos"),
    Learner("Leonard Hughes", T, ("earn IMHS 19",), ("carlos",), 16, 60, since=20, degree="master", group="carlos"),
    Learner("Monique Dubois", T, ("renew IMHM-P 36",), ("carlos",), 60, 60, degree="master"),
    Learner("Nathaniel Cruz", T, ("renew IFS 26",), ("joanna",), 45, 60),
    Learner("Olivia Brandt", T, ("earn IFS 2",), ("joanna",), 14, 60, since=3),
    Learner("Renata Silva", T, ("renew IFS 51",), ("carlos",), 35, 60, before="asked"),
    Learner("Gus Larsen", T, ("renew IFS 57",), ("carlos",), 40, 60, before="no"),
    Learner("Tomás Ibarra", T, ("renew ECFS 49",), ("joanna",), 30, 60, before="yes"),
    Learner("Ingrid Sorensen", A, ("renew IFS 47",), ("marisol",), 60, 60, since=6),
    Learner("Marisol Vega", A, ("renew IMHS 80", "renew ERS 22"), ("ruth",), 30, 75, degree="master", gives_rsc=True),
    Learner("Nadia Rahman-Whitfield", A, ("earn ERS 14",), ("ruth",), 24, 60, since=14, gives_rsc=True),
    Learner("Paolo Ricci", T, ("renew IFS 37",), ("carlos",), 28, 75, until=6),
)
OWN_ADDRESS = {"Alice Archer": "alice", "Charlie Cole": "charlie"}
