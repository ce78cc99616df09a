"""The checks: one small pure function a file. Add a file, then a name here."""

from discuss.screening.checks.contact import contact
from discuss.screening.checks.crowd import crowd
from discuss.screening.checks.disagreement import disagreement
from discuss.screening.checks.held_person import held_person
from discuss.screening.checks.length import length
from discuss.screening.checks.links import links
from discuss.screening.checks.newcomer import newcomer
from discuss.screening.checks.repeat import repeat
from discuss.screening.checks.shouting import shouting
from discuss.screening.checks.words import words

CHECKS = (length, repeat, words, links, contact, newcomer, held_person, shouting, crowd, disagreement)
