"""How far two moderators agree, as numbers: worked out by hand here, so that the sums can be checked."""

import pytest

from discuss.moderation.agreement import Pair, Share, by_act, by_rule, kappa, share_of

BOTH_KEEP = Pair("keep", None, "keep", None)
BOTH_TWO = Pair("remove", 2, "remove", 2)
TWO_FOUR = Pair("remove", 2, "remove", 4)
ONLY_FIRST = Pair("remove", 5, "keep", None)
ONLY_SECOND = Pair("keep", None, "remove", 1)
ALL = [BOTH_KEEP, BOTH_KEEP, BOTH_TWO, TWO_FOUR, ONLY_FIRST, ONLY_SECOND]


def agree(pairs):
    return share_of(pairs, lambda pair: pair.agree)


def test_two_agree_when_they_say_the_same_of_act_and_rule():
    assert [pair.agree for pair in ALL] == [True, True, True, False, False, False]
    assert agree(ALL) == Share(3, 6)


def test_the_rule_of_a_comment_that_may_stand_does_not_matter():
    # An approval carries the rule of the hold that it lifts.
    assert Pair("keep", 5, "keep", None).agree


def test_agreement_is_counted_by_the_first_act():
    assert by_act(ALL) == {"keep": Share(2, 3), "remove": Share(2, 3)}


def test_agreement_by_rule_counts_every_pair_in_which_one_of_them_named_it():
    counted = by_rule(ALL)
    assert {number: counted[number] for number in (1, 2, 3, 4, 5)} == {
        1: Share(0, 1),
        2: Share(1, 2),
        3: Share(),
        4: Share(0, 1),
        5: Share(0, 1),
    }
    assert set(counted) == set(range(1, 9))


def test_kappa_is_what_goes_beyond_chance():
    # 24 pairs: 12 both keep, 6 both remove, 4 only first removes, 2 only second removes.
    pairs = [BOTH_KEEP] * 12 + [BOTH_TWO] * 6 + [ONLY_FIRST] * 4 + [ONLY_SECOND] * 2
    # Agreed 18/24 = .75; first keeps 14/24, second keeps 16/24; chance 14*16/576 + 10*8/576 = .5278.
    assert kappa(pairs) == pytest.approx((0.75 - 304 / 576) / (1 - 304 / 576), abs=0.005)


@pytest.mark.parametrize("pairs", [[BOTH_KEEP, BOTH_TWO] * 9, [BOTH_KEEP] * 30, []])
def test_kappa_is_not_said_when_it_would_mean_nothing(pairs):
    assert kappa(pairs) is None


def test_whoever_always_agrees_has_one_and_whoever_always_differs_minus_one():
    assert kappa([BOTH_KEEP, BOTH_TWO] * 10) == 1
    assert kappa([ONLY_FIRST, ONLY_SECOND] * 10) == -1


def test_a_share_says_both_numbers():
    assert str(Share(9, 12)) == "9 of 12 (75 %)"
    assert str(Share()) == "none yet"


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (BOTH_KEEP, "Both let it stand."),
        (BOTH_TWO, "Both removed it by rule 2."),
        (TWO_FOUR, "The first moderator removed it by rule 2; the second says that it breaks rule 4."),
        (ONLY_FIRST, "The first moderator removed it by rule 5; the second says that it can stand."),
        (ONLY_SECOND, "The first moderator let it stand; the second says that it breaks rule 1."),
    ],
)
def test_a_pair_is_said_without_names(pair, said):
    assert pair.said == said
