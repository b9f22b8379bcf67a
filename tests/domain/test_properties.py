"""What holds for every log: order, sums, one credit per entry, and that a missing signature never helps."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rs_tracker.domain.standing import CERTAINTIES, FLAGS, MONTH_CHECKS, REASONS
from tests.domain.worlds import World, worlds


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_entries_never_matters(world: World, random: object) -> None:
    shuffled = list(world.facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = world.measure(), world.measure(tuple(shuffled))
    assert {credit.entry_id: credit for credit in one.credits} == {credit.entry_id: credit for credit in other.credits}
    assert replace(one, credits=()) == replace(other, credits=())


@given(worlds())
def test_counted_and_waiting_never_exceed_what_was_logged(world: World) -> None:
    standing = world.measure()
    assert 0 <= standing.counted + standing.waiting <= standing.logged


@given(worlds())
def test_every_entry_has_one_credit_and_the_credits_sum_to_the_totals(world: World) -> None:
    standing = world.measure()
    assert [credit.entry_id for credit in standing.credits] == [fact.entry_id for fact in world.facts]
    assert sum(credit.counted for credit in standing.credits) == standing.counted
    assert sum(credit.waiting for credit in standing.credits) == standing.waiting
    inside = [credit for credit in standing.credits if "outside-window" not in credit.reasons]
    assert sum(credit.minutes for credit in inside) == standing.logged
    for credit, fact in zip(standing.credits, world.facts, strict=True):
        assert 0 <= credit.counted <= credit.minutes == fact.minutes
        assert 0 <= credit.waiting <= credit.minutes
        assert not (credit.counted and credit.waiting)


@given(worlds())
def test_reasons_stand_in_their_order_and_counting_stands_alone(world: World) -> None:
    for credit in world.measure().credits:
        assert credit.reasons == tuple(sorted(set(credit.reasons), key=REASONS.index)) != ()
        if "counts" in credit.reasons:
            assert credit.reasons in (("counts",), ("counts", "group-size"))
        else:
            assert credit.counted == 0
        assert (credit.gap is not None) == ("provider-not-current" in credit.reasons)
        assert len([code for code in credit.reasons if code.startswith("provider-")]) <= 1


@given(worlds())
def test_an_unsigned_entry_never_raises_what_counts(world: World) -> None:
    signed = tuple(fact for fact in world.facts if fact.signed or fact.vouched)
    without, beside = world.measure(signed), world.measure()
    assert (beside.met, beside.counted, beside.missing) == (without.met, without.counted, without.missing)


@given(worlds())
def test_an_entry_whose_signature_ended_changes_nothing_but_what_is_logged(world: World) -> None:
    alive = tuple(fact for fact in world.facts if not fact.ended)
    without, beside = world.measure(alive), world.measure()
    assert (beside.met, beside.checks, beside.flags, beside.waiting, beside.window, beside.certainty) == (
        without.met,
        without.checks,
        without.flags,
        without.waiting,
        without.window,
        without.certainty,
    )


@given(worlds())
def test_taking_a_signature_away_never_raises_what_counts(world: World) -> None:
    standing = world.measure()
    for number, fact in enumerate(world.facts):
        if fact.signed:
            facts = (*world.facts[:number], replace(fact, signed=False), *world.facts[number + 1 :])
            less = world.measure(facts)
            # A best stretch that meets its checks may hold less than another that does not.
            assert less.counted <= standing.counted or (standing.met and not less.met)
            break


@given(worlds())
def test_a_confirmation_in_the_supervisors_place_counts_exactly_like_a_signature(world: World) -> None:
    signed = tuple(replace(fact, signed=True, vouched=None) if fact.vouched else fact for fact in world.facts)
    assert world.measure(signed) == world.measure()


@given(worlds())
def test_the_totals_agree_with_the_checks(world: World) -> None:
    standing = world.measure()
    rsc = standing.checks["rsc"]
    assert (rsc.required, rsc.counted) == (standing.required, standing.counted)
    shortfalls = [check.required - check.counted for name, check in standing.checks.items() if name not in MONTH_CHECKS]
    assert standing.missing == max(0, *shortfalls)
    readings_agree = "conflict" in standing.flags or standing.met == all(c.met for c in standing.checks.values())
    assert readings_agree
    assert set(standing.flags) <= set(FLAGS)
    assert standing.certainty in CERTAINTIES
    assert standing.sources == tuple(sorted(set(standing.sources))) != ()
    if standing.exempt:
        assert (standing.met, standing.required, standing.missing, list(standing.checks)) == (True, 0, 0, ["rsc"])
