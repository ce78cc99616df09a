"""Names: many scripts are welcome, and nobody can pose as the site, as somebody else, or as somebody who left."""

import unicodedata

import pytest
from confusable_homoglyphs import confusables
from sqlalchemy import func, select

from discuss import clock
from discuss.accounts import actions, names
from discuss.accounts.models import Person
from discuss.db import db, transaction
from tests import factories as make
from tests.accounts.steps import alerts, person_with, sign_up


def people():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person))


LOOK_ALIKES = [
    "ada quarry",
    "ADA  QUARRY",
    "Ada-Quarry",
    "Adà Quarry",
    "\uff21\uff44\uff41 Quarry",  # full-width letters
    "\U0001d400\U0001d41d\U0001d41a Quarry",  # mathematical bold
]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_name_that_looks_like_somebody_elses_is_taken(app_context, visitor, name):
    sign_up(visitor())
    answer = sign_up(visitor(), email="eve@example.org", name=name)
    assert answer.status_code == 422
    assert "is taken" in alerts(answer)
    assert people() == 1


PAIRS = [
    ("Cop", "\u0421\u043e\u0440"),  # Cyrillic
    ("Lou", "1ou"),
    ("Bill", "BiII"),
    ("Ooom", "O0om"),
    ("Anna", "Ann\u0251"),  # a Latin letter, alpha
    ("Barney", "Bamey"),
    ("Aesop", "\u00c6sop"),
]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_names_of_look_alike_letters_are_one_name(app_context, visitor, first, second):
    assert sign_up(visitor(), name=first).status_code == 200
    assert sign_up(visitor(), email="eve@example.org", name=second).status_code == 422


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_so_they_are_whichever_comes_first(first, second):
    for taken, new in ((first, second), (second, first)):
        assert names.skeleton(names.clean_name(taken)) in names.look_alikes(names.clean_name(new))


def test_every_letter_that_looks_like_an_ascii_one_counts_as_that_one():
    letters = {
        letter: {form["c"] for form in forms if form["c"].isascii() and form["c"].isalnum()}
        for letter, forms in confusables.confusables_data.items()
        if len(letter) == 1 and not letter.isascii() and unicodedata.category(letter)[0] == "L"
        and unicodedata.is_normalized("NFKC", letter)  # others are not stored in that form
    }  # fmt: skip
    alike = {letter: forms for letter, forms in letters.items() if forms}
    assert len(alike) > 300
    missed = [x for x, forms in alike.items() if not names.look_alikes(x) & set(map(names.skeleton, forms))]
    assert missed == []


RESERVED = [
    "Admin",
    "Adrnin",
    "ADMIN",
    "a d m i n",
    "Adm1n",
    "Moderator",
    "M0derator",
    "Support",
    "Official",
    "Help",
    "He1p",
]
RESERVED += ["Deleted", "Deleted account", "System", "Discuss", "The Paper"]


@pytest.mark.database("sqlite")
@pytest.mark.settings(site_name="The Paper")
@pytest.mark.parametrize("name", RESERVED)
def test_a_name_that_speaks_for_the_site_is_reserved(app_context, visitor, name):
    answer = sign_up(visitor(), name=name)
    assert answer.status_code == 422
    assert "This name is reserved. Choose another one." in alerts(answer)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "name",
    [
        "Ada\u202eyrrauQ",  # turns the line round
        "Ada\u200bQuarry",  # zero width
        "Ada\u00adQuarry",  # soft hyphen
        "Ada\ufe0fQuarry\ue000",  # private use
        "Ada <b>Quarry</b>",
        "Ada \U0001f6e1 Staff",  # a shield, as a badge
        "Ada @admin",
        "Ad\u0430 Quarry",  # one Cyrillic letter among Latin ones
        'Ada", bert@example.org',
        "\u1160\u1160\u1160",  # letters by their class, but nothing is seen of them
        "\u3164\u3164",
        "\ud55c\uad6d\u1160",  # Korean, with such a letter behind it: a second one of the same look
        "Ada\u034f Quarry",
        "\u17b4\u17b5\u1780\u1781",
        "Ada" + "\u0323\u0301" * 3,  # a tower that reaches into other lines
        "\u0e01" + "\u0e49" * 20,
        "Ada \u0669",  # a digit of another script, in the shape of a 9
        "Ad\u0a66 Quarry",  # and one in the shape of an o
        "\u03a1\u039f\u03a4",  # Greek capitals that read Pot
        "\u0410\u041d\u041d\u0410",  # Cyrillic ones; with small letters it is a name like others
    ],
)
def test_a_name_that_hides_or_poses_is_refused(app_context, visitor, name):
    answer = sign_up(visitor(), name=name)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert people() == 0


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "name",
    [
        "Zoë O\u2019Brien",
        "Jean-Luc",
        "Łukasz",
        "田中さくら",
        "Иван",
        "שרה",
        "Αθηνά",
        "Ann 2",
        "\u05d3\u05bc\u05b8\u05df \u05dc\u05d5\u05d9",
        "Nguyễn Văn Ộn",
    ],
)
def test_names_of_many_scripts_are_welcome_and_get_a_plain_handle(app_context, visitor, name):
    assert sign_up(visitor(), name=name).status_code == 200
    assert names.HANDLE.fullmatch(person_with("ada@example.org").handle)


@pytest.mark.database("sqlite")
def test_no_handle_is_given_twice(app_context, visitor):
    make.person(handle="ada-quarry")
    sign_up(visitor())
    assert person_with("ada@example.org").handle != "ada-quarry"


def test_name_and_handle_of_an_erased_account_are_never_given_again(app_context, visitor):
    sign_up(visitor())
    gone = person_with("ada@example.org")
    with transaction() as session:
        session.get_one(Person, gone.id).closing_at = clock.now()
    actions.erase_due()
    answer = sign_up(visitor(), email="eve@example.org", name="Ada Quarry")
    assert answer.status_code == 422
    assert "is taken" in alerts(answer)
    # Another name that would lead to the same handle.
    assert sign_up(visitor(), email="eve@example.org", name="Adą Quarryy").status_code == 200
    assert sign_up(visitor(), email="eva@example.org", name="Ada · Quarry 2").status_code == 200
    db.session.rollback()
    assert "ada-quarry" not in set(db.session.scalars(select(Person.handle)))


@pytest.mark.database("sqlite")
@pytest.mark.timeout(30)  # putting so many marks in order takes a minute, in which nobody else is served
@pytest.mark.parametrize("field", ["name", "email"])
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/reset"])
def test_marks_by_the_hundred_thousand_cost_nothing(app_context, visitor, path, field):
    marks = "a" + "\u0323\u0301" * 60_000 + "@example.org"
    form = {"name": "Ada Quarry", "email": "ada@example.org", "password": "seven quiet herons wade"} | {field: marks}
    answer = visitor().post(path, form, page=path, content_type="multipart/form-data")
    assert answer.status_code in {200, 422}
