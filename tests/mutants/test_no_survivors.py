"""Every small fault in a signing condition is noticed by some test. Few of them in `make test`, all in `make proof`."""

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

import pytest
from sqlalchemy import Engine

from rs_tracker.domain import endings, ledger, signing
from rs_tracker.features.signing import intents, service, striking, withdrawing
from tests.domain import test_endings, test_ledger_fold, test_signing
from tests.features.groups import test_logged_already, test_signing_a_sheet
from tests.features.signing import (
    test_batch_returns,
    test_conditions,
    test_consent,
    test_sign,
    test_striking,
    test_striking_told,
    test_withdrawing,
    test_withdrawing_refused,
)
from tests.mutants import battery
from tests.mutants.mutate import Mutant, in_place, mutants

Functions = Sequence[Callable[..., object]]
PURE: Sequence[tuple[Functions, Sequence[ModuleType]]] = (
    ((signing.fault, signing.marks), (test_signing,)),
    (
        (
            endings.fault_of_withdrawing,
            endings.fault_of_striking,
            endings.second_of,
            endings.is_alone,
            endings.notice_until,
            endings.notice_is_over,
        ),
        (test_endings,),
    ),
    ((ledger.fold, ledger.believed), (test_ledger_fold,)),
)
KEPT: Sequence[tuple[Functions, Sequence[ModuleType]]] = (
    (
        (
            intents.check_may_sign_now,
            intents.own,
            intents.holds,
            intents.take,
            service.intend,
            service.sign,
            service.outcome,
            service._check,
            service._why,
        ),
        (
            test_sign,
            test_conditions,
            test_batch_returns,
            test_consent,
            test_signing_a_sheet,
            test_logged_already,
            test_withdrawing_refused,
        ),
    ),
    (
        (
            withdrawing.signature,
            withdrawing.intend,
            withdrawing.withdraw,
            withdrawing._check_reason,
            withdrawing._repeat,
        ),
        (test_withdrawing_refused, test_withdrawing),
    ),
    (
        (
            striking.propose,
            striking.agree,
            striking.object_to,
            striking.take_back,
            striking.close_notices,
            striking._answerable,
            striking._open,
            striking._open_about,
            striking._was_objected,
        ),
        (test_striking, test_striking_told),
    ),
)
ASKED_AGAIN = "strike.outcome is not None or not endings.notice_is_over(strike.notice_until, now)"
AGAIN = ("always False", "swap and/or", "drop condition 1", "drop condition 2")
# Mutants that cannot be told from the program, each with the reason.
SAME = {
    "service.sign always True: agreed is None": "agreeing again changes nothing",
    "service.sign drop condition 1: email or signer.email": "the address is the person's, whoever tells it",
    "service.sign drop condition 2: email or signer.email": "it is asked again in the next association",
    "striking.propose drop condition 2: fault is not None or found is None": "no entry is a fault already",
    **dict.fromkeys(
        (f"striking.close_notices {what}: {ASKED_AGAIN}" for what in AGAIN),
        "asked again under lock, for whoever answered while the entry was waited for",
    ),
    "striking._was_objected drop from where: Strike.outcome == OBJECTED": "what a party agreed to is signed no more",
    "striking.propose drop condition 2: fault or endings.NOT_YOURS": "there is a fault; for the type checker",
}


def survivors(groups: Sequence[tuple[Functions, Sequence[ModuleType]]], engine: Engine, step: int) -> Iterator[str]:
    """The names of the mutants that nobody noticed, of every `step`-th one."""
    for functions, modules in groups:
        tests = battery.cases(*modules)
        assert battery.notices(tests, engine) is None, "the tests do not even pass without a mutant"
        for mutant in _every([one for function in functions for one in mutants(function)], step):
            with in_place(mutant):
                noticed = battery.notices(tests, engine)
            if noticed is None:
                yield mutant.name
            else:
                tests.remove(noticed)
                tests.insert(0, noticed)


def _every(found: Sequence[Mutant], step: int) -> Iterator[Mutant]:
    yield from (one for one in found[::step] if one.name not in SAME)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_fault_in_a_rule_goes_unnoticed(engine: Engine) -> None:
    assert list(survivors(PURE, engine, 1)) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_fault_in_one_of_many_conditions_of_a_transaction_goes_unnoticed(engine: Engine) -> None:
    assert list(survivors(KEPT, engine, 16)) == []


@pytest.mark.proof
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_fault_in_any_condition_of_a_transaction_goes_unnoticed(engine: Engine) -> None:
    assert list(survivors(KEPT, engine, 1)) == []
