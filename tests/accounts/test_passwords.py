"""Which passwords are refused: those that anybody would try first, whoever it is that guesses."""

import pytest

from discuss.accounts.passwords import LONGEST, check_password
from discuss.demo.load import PASSWORD as DEMO_PASSWORD
from tests.accounts.steps import NEW_PASSWORD
from tests.services.visitor import PASSWORD

ABOUT = ("Ada Quarry", "ada.quarry", "Ferry Talk")  # name, address and site
COMMON = [
    "1q2w3e4r5t", "q1w2e3r4t5", "1qaz2wsx3edc", "qazwsxedcrfv", "passw0rd1234", "p@ssw0rd1234", "christopher",
    "onedirection", "password password", "Discuss12345", "Password123!", "Summer2024!!", "qwertyuiop", "1234567890",
    "98765432109876", "abcdefghijkl", "aaaaaaaaaaaa", "abababababab", "iloveyou2024", "administrator",
    "letmein letmein", "jennifer1990", "correctcorrect", "12.12.2012 !", "\ud800" * 12, "\0" * 12,
]  # fmt: skip
PERSONAL = ["Ada Quarry 12", "adaquarry2024", "ada.quarry1", "Ferry Talk 1", "ferrytalk123"]
GOOD = [
    PASSWORD, NEW_PASSWORD, DEMO_PASSWORD, "a long enough password", "another long phrase here", "walnut tortoise",
    "Blaubeerkuchen im Garten", "dreizehn stille Reiher", "Kj8#mQ2!xZ", "x7Gh2kLmP9", "мой старый велосипед",
    "\u732b\u304c\u7a93\u8fba\u3067\u663c\u5bdd\u3092\u3057\u3066\u3044\u308b",
]  # fmt: skip


@pytest.mark.parametrize("password", [*COMMON, *PERSONAL])
def test_what_is_tried_first_is_refused(password):
    assert "among the first that anybody would try" in check_password(password, *ABOUT)[0]


@pytest.mark.parametrize("password", GOOD)
def test_three_or_four_unrelated_words_are_good_and_so_are_ten_random_letters(password):
    assert check_password(password, *ABOUT) == []


@pytest.mark.parametrize("repeated", ["password", "1q2w3e4r", "a b", "correct horse battery staple "])
def test_judging_a_long_one_looks_at_its_beginning_alone(repeated):
    longest = (repeated * LONGEST)[:LONGEST]
    assert check_password(longest, *ABOUT) == check_password(longest[:32], *ABOUT)
