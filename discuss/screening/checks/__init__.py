"""The checks: one small pure function a file. Add a file, then a name here."""

from discuss.screening.check import Check
from discuss.screening.checks.contact import CONTACT
from discuss.screening.checks.crowd import CROWD
from discuss.screening.checks.disagreement import DISAGREEMENT
from discuss.screening.checks.held_here import HELD_HERE
from discuss.screening.checks.held_person import HELD_PERSON
from discuss.screening.checks.length import LENGTH
from discuss.screening.checks.links import LINKS
from discuss.screening.checks.newcomer import NEWCOMER
from discuss.screening.checks.repeat import REPEAT
from discuss.screening.checks.shouting import SHOUTING
from discuss.screening.checks.words import WORDS

CHECKS: tuple[Check, ...] = (
    LENGTH, REPEAT, WORDS, LINKS, CONTACT, NEWCOMER, HELD_PERSON, HELD_HERE, SHOUTING, CROWD, DISAGREEMENT,
)  # fmt: skip
# What others post at the same moment counts as well: these look when nobody else is storing the same words.
BESIDE_OTHERS = tuple(check for check in CHECKS if "others_last" in check.reads)
ALONE = tuple(check for check in CHECKS if check not in BESIDE_OTHERS)
