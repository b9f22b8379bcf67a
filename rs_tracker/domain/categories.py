"""The credentials: their acronyms, the family whose rules they follow, and the ages they are about."""

from dataclasses import dataclass

EARN, RENEW = "earn", "renew"
GOAL_KINDS = (EARN, RENEW)

FAMILIES = ("FA", "FS", "FRS", "MHS", "MHM-C", "MHM-P", "MHM-RF", "ERS")

IMH, ECMH, BOTH = "IMH", "ECMH", "both"
TRACKS = (IMH, ECMH, BOTH)


@dataclass(frozen=True, slots=True)
class Category:
    """One credential. `track` is None where the acronym does not say which ages it is about (ERS)."""

    code: str
    family: str
    track: str | None


def _two_tracks(infant: str, early_childhood: str, family: str) -> tuple[Category, Category]:
    return Category(infant, family, IMH), Category(early_childhood, family, ECMH)


CATEGORIES: dict[str, Category] = {
    category.code: category
    for category in (
        *_two_tracks("IFA", "ECFA", "FA"),
        *_two_tracks("IFS", "ECFS", "FS"),
        *_two_tracks("IFRS", "ECFRS", "FRS"),
        *_two_tracks("IMHS", "ECMHS", "MHS"),
        *_two_tracks("IMHM-C", "ECMHM-C", "MHM-C"),
        *_two_tracks("IMHM-P", "ECMHM-P", "MHM-P"),
        *_two_tracks("IMHM-RF", "ECMHM-RF", "MHM-RF"),
        Category("ERS", "ERS", None),
    )
}

# Whoever receives supervision as a reflective supervisor is asked for the same providers as a Family Specialist.
_RECEIVES_LIKE = {"FRS": "FS", "ERS": "FS"}


def family_of(code: str) -> str:
    """The family whose rules a category follows; KeyError for an unknown acronym."""
    return CATEGORIES[code].family


def receiving_family(family: str) -> str:
    """The family whose provider rows a receiver of this family uses."""
    return _RECEIVES_LIKE.get(family, family)
