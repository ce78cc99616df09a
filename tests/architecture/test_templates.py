"""Pages and templates agree, and no template opens a door."""

import re

import pytest

from tests.architecture import html_rules
from tests.architecture.source import CODE, ROOT, STYLES, TEMPLATES, name

FOLDER = ROOT / "templates"
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and not path.name.startswith("_")]
PAGES = [path for path in PAGES if path.parent.name not in {"layouts", "components"}]
SHORT = [path.relative_to(FOLDER).as_posix() for path in TEMPLATES]

# Addresses that an expression alone decides, each vetted where it is made.
VETTED = {
    "action",  # of a form that a macro writes; written out where the macro is called
    "address",  # front.html: made by the view from a sort and a topic
    "discussion.next_url",  # made by the view from a slug and a cursor
    "next_path",  # through web.next_path.safe_next
    "next_url",  # made by the view from a sort and a cursor
    "offer.sold_at",  # an owner's, checked to be https by the action that stores it
    "setup_address",  # otpauth: made by the view from a key of ours, opened by the device's own app
    "site.base_url",  # a setting
    "sorts[sort][1]",  # front.html: the first page of a sort, made by the view
}


# Classes without a style: what scripts look for, or what tells pages apart.
HOOKS = {"ago", "q-link--also", "rules"}


def test_every_class_is_styled_or_a_hook():
    # A class that was renamed in one place only leaves its parts bare, and no other test sees that.
    styled = set(re.findall(r"\.([a-z][a-z0-9_-]*)", "".join(path.read_text() for path in STYLES)))
    used = set().union(*(html_rules.classes(path.read_text()) for path in TEMPLATES))
    assert used - styled == HOOKS


@pytest.mark.database("sqlite")
def test_every_template_compiles(app):
    for template in SHORT:
        assert app.jinja_env.get_template(template)


def test_every_page_has_a_title_of_its_own():
    without = [name(path) for path in PAGES if "{% block title %}" not in path.read_text()]
    assert not without


def test_no_template_is_missing_and_none_is_left_over():
    sources = "".join(path.read_text() for path in (*CODE, *TEMPLATES))
    named = set(re.findall(r"""["']([a-z_]+/[a-z0-9_-]+\.(?:html|xml|txt))["']""", sources))
    assert {found for found in named if not found.startswith("var/")} == set(SHORT)


def test_only_one_template_marks_html_as_safe():
    marking = {
        name(path) for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", path.read_text())
    }
    assert marking == {"templates/components/comment.html"}


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_inline_code(path):
    assert html_rules.inline_code(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_attribute_is_quoted(path):
    assert html_rules.unquoted(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_loaded_from_another_host(path):
    assert html_rules.remote(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_form_that_changes_something_has_a_token(path):
    assert html_rules.forms_without_token(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_name_turns_the_words_beside_it_round(path):
    # Feeds and mails are text, in which there are no elements.
    assert path.suffix != ".html" or html_rules.names_that_turn(path.read_text()) == []


def test_addresses_made_of_an_expression_alone_are_the_vetted_ones():
    found = set().union(*(html_rules.unvetted_addresses(path.read_text()) for path in TEMPLATES))
    assert found == VETTED


def test_metadata_for_machines_stands_in_one_template():
    holding = {name(path) for path in TEMPLATES if "application/ld+json" in path.read_text()}
    assert len(holding) <= 1


def test_templates_ask_the_policy_and_not_the_person():
    asks = re.compile(r"\bviewer\.(role|membership|level|suspended|banned|confirmed)\b")
    asking = {name(path) for path in TEMPLATES if asks.search(path.read_text())}
    # One's own account pages show these states; what they allow is still the policy's to say.
    assert asking == {"templates/accounts/profile.html", "templates/subscriptions/own.html"}
