"""The `packs` commands without a terminal: each gives the text to print and the exit code.

`evaluate` ends in 0 whatever the verdicts are, `check` in 1 when a case differs; a bad file ends both in 2.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.hours import decimal_hours, missing_hours
from rs_tracker.domain.standing import MONTH_CHECKS, Check, Credit, Standing
from rs_tracker.rulepacks.answers import as_plain, compare
from rs_tracker.rulepacks.cases import Case, read_cases
from rs_tracker.rulepacks.describe import describe_pack
from rs_tracker.rulepacks.shelf import FOLDER, case_files, ids, load, load_all
from rs_tracker.rulepacks.tables import BadFile

DONE, DIFFERENT, BAD = 0, 1, 2
Result = tuple[str, int]

REASON_WORDS = {
    "counts": "counts",
    "not-signed": "not signed yet",
    "outside-window": "outside the period",
    "not-reflective": "not reflective supervision",
    "peer": "peer session, which does not count here",
    "provider-not-current": "the supervisor had no confirmed standing on that day",
    "provider-vetted": "the supervisor was vetted, which is not accepted here",
    "provider-category": "the supervisor's endorsement is not accepted here",
    "age-band": "about other ages",
    "group-size": "the group was over the limit",
}
CHECK_WORDS = {
    "rsc": "reflective supervision",
    "span": "months from first to last",
    "spread": "months with hours",
    "rsc-about-rsc": "about the supervision given",
    "individual-share": "individual sessions",
    "sources": "from the two main supervisors",
}
FLAG_WORDS = {
    "sources": "the hours come from too many supervisors",
    "unconfirmed": "the association has not confirmed something this rests on",
    "conflict": "published pages disagree about a rule used here",
}


def packs_list() -> Result:
    """Every shipped pack: id, name, and how many rows of its own it has."""
    try:
        packs = load_all()
    except BadFile as error:
        return f"{error}\n", BAD
    width = max(len(pack.id) for pack in packs)
    return "".join(f"{pack.id:<{width}}  {pack.name} ({len(pack.rows)} rows)\n" for pack in packs), DONE


def packs_show(pack_id: str, on: date) -> Result:
    """The rows of a pack that are in force on a day, with the page each comes from."""
    if pack_id not in ids():
        return f"{pack_id}: there is no such pack; there are {', '.join(ids())}\n", BAD
    try:
        return describe_pack(load(pack_id), on), DONE
    except BadFile as error:
        return f"{error}\n", BAD


def packs_evaluate(path: Path, as_json: bool) -> Result:
    """Evaluate every case of a file, as JSON or in plain words."""
    try:
        answers = [(case, _evaluate(case)) for case in read_cases(path)]
    except BadFile as error:
        return f"{error}\n", BAD
    if not as_json:
        return "\n".join(_describe(case, standing) for case, standing in answers), DONE
    found = [as_plain(case.name, standing, case.indexes) for case, standing in answers]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n", DONE


def packs_check(paths: Sequence[Path]) -> Result:
    """Compare every case of these files, or of all packs, with what it expects."""
    files = [(path, str(path)) for path in paths] or [(path, str(path.relative_to(FOLDER))) for path in case_files()]
    lines: list[str] = []
    checked = 0
    try:
        if not paths:
            load_all()
        for path, name in files:
            for case in read_cases(path, name):
                checked += 1
                found = as_plain(case.name, _evaluate(case), case.indexes)
                lines += [f"{name}: {case.where}: {difference}" for difference in compare(case.expect, found)]
    except BadFile as error:
        return f"{error}\n", BAD
    lines.append(f"cases checked: {checked}, differences: {len(lines)}")
    return "\n".join(lines) + "\n", DIFFERENT if len(lines) > 1 else DONE


def _evaluate(case: Case) -> Standing:
    return evaluate(case.pack, case.settings, case.person, case.goal, case.facts, case.as_of)


def _describe(case: Case, standing: Standing) -> str:
    lines = [case.name, f"  {_verdict(standing)}  ({case.pack.id}, {case.goal.kind} {case.goal.category})"]
    if standing.window is not None:
        lines.append(f"  period: {standing.window.starts_on} to {standing.window.ends_on}")
    numbers = [f"{name} {decimal_hours(getattr(standing, name))}" for name in ("required", "logged", "counted")]
    numbers += [f"waiting {decimal_hours(standing.waiting)}", f"missing {missing_hours(standing.missing)}"]
    lines.append(f"  hours: {', '.join(numbers)}")
    lines += [f"  {CHECK_WORDS[name]}: {_check(name, check)}" for name, check in standing.checks.items()]
    lines += [f"  note: {FLAG_WORDS[flag]}" for flag in standing.flags]
    lines += [_entry(index, credit) for index, credit in zip(case.indexes, standing.credits, strict=True)]
    lines.append(f"  sure: {standing.certainty}; {' '.join(standing.sources)}")
    return "\n".join(lines) + "\n"


def _verdict(standing: Standing) -> str:
    if standing.exempt:
        return "nothing due: first renewal"
    return "met" if standing.met else "not met"


def _check(name: str, check: Check) -> str:
    word = "met" if check.met else "not met"
    if name in MONTH_CHECKS:
        return f"{check.counted} of {check.required} months, {word}"
    return f"{decimal_hours(check.counted)} of {decimal_hours(check.required)} hours, {word}"


def _entry(index: int, credit: Credit) -> str:
    words = "; ".join(REASON_WORDS[reason] for reason in credit.reasons)
    return f"  entry {index}, {credit.on}: {decimal_hours(credit.counted)} of {decimal_hours(credit.minutes)}: {words}"
