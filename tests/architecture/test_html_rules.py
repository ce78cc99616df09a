"""The rules for templates find what they are for, and leave alone what is right."""

import pytest

from tests.architecture import html_rules


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        '<p STYLE = "color:red">',
        "<p {% if x %}style='a'{% endif %}>",
        '<a onclick="go()">',
        "<style>",
        "<script>",
        '<script type="module">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_found(bad):
    assert html_rules.inline_code(bad)


@pytest.mark.parametrize(
    "good",
    [
        "<script src=\"{{ asset('app.js') }}\" defer></script>",
        '<script type="application/ld+json">',
        '<p class="style">style="x"</p>',
        '{# <p style="x"> #}',
        '<a href="{{ a if b > c else "d" }}" title="on = off">',
    ],
)
def test_what_is_right_is_left_alone(good):
    assert not html_rules.inline_code(good)
    assert not html_rules.unquoted(good)


@pytest.mark.parametrize("bad", ["<a href={{ url }}>", "<input value={{ x }} name=y>", '<p class="a" id=b>'])
def test_values_without_quotation_marks_are_found(bad):
    assert html_rules.unquoted(bad)


def test_an_address_that_an_expression_alone_decides_is_found():
    assert html_rules.unvetted_addresses('<a href="{{ person.site }}">') == {"person.site"}
    assert html_rules.unvetted_addresses("<a href='{{ person.site }}/x'>") == {"person.site"}
    assert html_rules.unvetted_addresses('<a href="/people/{{ person.handle }}">') == set()
    assert html_rules.unvetted_addresses("<link href=\"{{ asset('app.css') }}\">") == set()
    assert html_rules.unvetted_addresses('<p class="{{ x }}">') == set()


@pytest.mark.parametrize(
    "bad",
    [
        "<p>By {{ person.name }}</p>",
        '<b class="{{ x }}">{% if card.claimed_by %}{{ card.claimed_by }} is looking{% endif %}</b>',
        '<span>{{ row.author_name if row else "somebody" }}</span>',
        "<p><bdi>{{ person.name }}</bdi> and {{ person.name }}</p>",
    ],
)
def test_a_name_in_running_text_without_isolation_is_found(bad):
    assert len(html_rules.names_that_turn(bad)) == 1


@pytest.mark.parametrize(
    "good",
    [
        '<p><bdi class="c__name">{{ person.name }}</bdi></p>',
        '<div aria-label="By {{ person.name }}">',
        "{% block title %}{{ person.name }}{% endblock %}",
        "<option>{{ person.name }}</option>",
        "{# {{ person.name }} #}{{ plan.name }} {{ numbers.month.name }} {{ story.part_name(x) }}",
    ],
)
def test_a_name_that_is_isolated_or_not_a_persons_is_left_alone(good):
    assert html_rules.names_that_turn(good) == []


@pytest.mark.parametrize("bad", ['<img src="https://cdn.example/x.png">', '<script src="//cdn.example/x.js">'])
def test_loading_from_another_host_is_found(bad):
    assert html_rules.remote(bad)


def test_a_form_without_token_is_found():
    assert html_rules.forms_without_token('<form method="post"><input></form>{{ csrf() }}')
    assert not html_rules.forms_without_token('<form method="post">{{ forms.csrf() }}</form>')
    assert not html_rules.forms_without_token('<form method="get"></form>')


def test_classes_are_read_without_what_expressions_add():
    assert html_rules.classes("<p class=\"note{{ ' big' if big }} lv-{{ depth }}\"><b class='x'><i class=\"a b\">") == {
        "note", "a", "b"
    }  # fmt: skip
