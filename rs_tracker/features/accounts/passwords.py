"""What makes a password too easy. Length and surprise decide; nobody is asked for a digit or a sign."""

import re
from collections.abc import Sequence

SHORTEST, LONGEST = 10, 200
LEFT_OVER = 6
FEWEST_SIGNS = 4

# Of the passwords that leaked most often, those that a few digits or signs make ten long, and what people type here.
_COMMON = """
password passwort contraseña contrasena qwerty qwertz qwertyuiop qwertzuiop asdfghjkl asdfghjklñ zxcvbnm iloveyou
teamo letmein welcome bienvenido admin administrator monkey dragon sunshine princess football baseball superman
batman trustno michael jennifer jordan liverpool chocolate butterfly basketball changeme default abcdefghij
abcdefghijkl starwars computer internet whatever babygirl motherlode correcthorsebatterystaple qazwsxedc qazwsxedcrfv
qwert qwer asdf supervision reflective reflectivesupervision endorsement infant infantmentalhealth mentalhealth
alliance tracker rstracker 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1234567890 12345678910 0123456789 9876543210
0987654321 1122334455 1234512345 123456789a a123456789
"""
COMMON = frozenset(_COMMON.split())

SHORT, EASY, OWN, LONG = "short", "easy", "own", "long"


def fault(password: str, own_words: Sequence[str]) -> str | None:
    """Why a password is refused (`short`, `long`, `easy`, `own`), or None. `own_words`: names and addresses.

    Easy is what everybody takes, with or without digits and signs around it, and what hardly changes. The person's own
    name and addresses may be part of a password, not all of it.
    """
    if len(password) < SHORTEST:
        return SHORT
    if len(password) > LONGEST:
        return LONG
    plain = password.casefold()
    letters = re.sub(r"[\W\d_]", "", plain)
    if len(set(plain)) < FEWEST_SIGNS or plain in COMMON or any(_repeats(letters, word) for word in COMMON):
        return EASY
    return OWN if len(_without(plain, _pieces(own_words))) < LEFT_OVER else None


def _repeats(letters: str, word: str) -> bool:
    return letters != "" and letters.replace(word, "") == ""


def _pieces(own_words: Sequence[str]) -> list[str]:
    """Whole addresses, their halves and the words of names, longest first; two letters are nobody's name."""
    found = {word.casefold() for word in own_words}
    found |= {piece for word in found for piece in re.split(r"[\s@._+-]+", word)}
    found |= {word.split("@")[0] for word in found}
    return sorted((piece for piece in found if len(piece) > 2), key=len, reverse=True)


def _without(plain: str, words: Sequence[str]) -> str:
    for word in words:
        plain = plain.replace(word, "")
    return re.sub(r"[\W_]", "", plain)
