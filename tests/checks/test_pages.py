"""The owner's pages of the checks: what is in force, what came of it, trying a text, and changing a check."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discuss.checks import queries, trying
from discuss.checks.actions import Wanted, save_check
from discuss.moderation.actions import run_replays
from discuss.screening import CATALOGUE, Outcome
from discuss.screening.words import WordLists
from tests import factories as make


@pytest.fixture
def owner(app_context):
    return make.person("Olga Owner", role="owner", plan="")


@pytest.fixture
def at_the_site(owner, visitor):
    return visitor(owner)


def words_of(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)))


def test_every_check_is_listed_with_its_version_and_hits_and_has_a_page(at_the_site, owner):
    make.comment(status="held", body="See https://a.example now.")
    page = words_of(at_the_site.get("/settings/checks").text)
    for name, described in CATALOGUE.items():
        assert described.title in page
        own = at_the_site.get(f"/settings/checks/{name}")
        assert own.status_code == 200
        assert described.sentence(described.default) in words_of(own.text)
        assert "Version 1" in words_of(own.text)
    assert "Version 1, 1 held in 30 days, none of them approved by a moderator since (0 in 100)." in page
    assert at_the_site.get("/settings/checks/nothing").status_code == 404


@pytest.mark.database("sqlite")
def test_what_must_stay_on_offers_no_switch_and_what_cannot_be_set_no_form(at_the_site):
    assert 'name="enabled"' in at_the_site.get("/settings/checks/links").text
    assert "stays on" in at_the_site.get("/settings/checks/pace").text
    assert "<select" not in at_the_site.get("/settings/checks/pace").text.split("<details")[0]
    for name in ("length", "held_person", "disagreement"):
        page = at_the_site.get(f"/settings/checks/{name}").text
        assert "stays on" in page
        assert "/replays" not in page


def test_versions_are_listed_with_who_when_why_and_the_difference(at_the_site, owner):
    save_check(
        make.actor(owner), "links", Wanted(enabled=True, values={"most": 5}, reason="<b>Too</b> many.", based_on=1)
    )
    save_check(make.actor(owner), "links", Wanted(enabled=False, values={"most": 5}, reason="Holidays.", based_on=2))
    page = at_the_site.get("/settings/checks/links")
    said = words_of(page.text)
    assert "<b>Too</b>" not in page.text
    assert "Version 3 In force" in said
    assert re.search("Olga Owner ?“Holidays.” ?Switched off", said)
    assert re.search("Olga Owner ?“<b>Too</b> many.” ?Links in a comment that needs no look: 3 → 5", said)


@pytest.mark.database("sqlite")
def test_a_text_is_tried_with_every_verdict_its_places_and_what_the_author_is_told(at_the_site):
    answer = at_the_site.post(
        "/settings/checks/try", {"text": "A casino <b>bonus</b>, casino bonus!!!!", "author": "newcomer"}
    )
    assert answer.status_code == 200
    said = words_of(answer.text)
    assert "It would be held for a moderator." in said
    assert "A moderator looks at this comment first, because of its words." in said
    assert [html.unescape(found) for found in re.findall(r"<mark>(.*?)</mark>", answer.text)] == ["casino bonus!!!!"]
    assert "Suspect words: casino bonus. Holds" in said
    assert "Not enough decisions yet" in said
    for described in CATALOGUE.values():
        assert described.title in said
    assert "<b>bonus" not in answer.text
    refused = at_the_site.post("/settings/checks/try", {"text": "kill yourself", "author": "known"})
    assert "It would be refused" in words_of(refused.text)
    assert "It would be published at once." in words_of(
        at_the_site.post("/settings/checks/try", {"text": "A calm remark.", "author": "known"}).text
    )


@pytest.mark.database("sqlite")
def test_a_text_that_cannot_be_shown_is_refused_before_the_checks(at_the_site):
    answer = at_the_site.post("/settings/checks/try", {"text": "x" * 2001, "author": "known"})
    assert answer.status_code == 422
    assert "Shorten your comment by 1 character" in words_of(answer.text)


@pytest.mark.database("sqlite")
def test_a_text_is_tried_with_settings_that_are_not_saved(at_the_site):
    form = {"enabled": "on", "most": "0", "text": "See https://a.example", "author": "known", "version": "1"}
    answer = at_the_site.post("/settings/checks/links/try", form)
    assert "It would be held" in words_of(answer.text)
    assert 'value="0"' in answer.text
    assert queries.in_force().of("links").version == 1
    form = {"enabled": "on", "banned": "harbour", "suspect": "", "text": "The harbour.", "author": "known"}
    assert "It would be refused" in words_of(at_the_site.post("/settings/checks/words/try", form).text)
    form["banned"] = "x"
    answer = at_the_site.post("/settings/checks/words/try", form)
    assert answer.status_code == 422
    assert "no word of two letters" in answer.text


@pytest.mark.database("sqlite")
def test_a_form_that_is_refused_comes_back_filled_in(at_the_site):
    form = {"enabled": "on", "most": "99", "reason": "", "version": "1"}
    answer = at_the_site.post("/settings/checks/links/replays", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "from 0 to 20" in answer.text
    assert "Say why" in answer.text
    assert 'value="99"' in answer.text
    stale = form | {"most": "5", "reason": "It is time.", "version": "4"}
    answer = at_the_site.post("/settings/checks/links/replays", stale)
    assert answer.status_code == 409
    assert "It is time." in answer.text


def test_a_change_is_tried_watched_and_switched_on(at_the_site, owner, app):
    comment = make.comment(body="See https://a.example and https://b.example for that.")
    form = {"enabled": "on", "most": "1", "reason": "Too many links.", "version": "1"}
    answer = at_the_site.post("/settings/checks/links/replays", form)
    assert answer.status_code == 303
    address = answer.location
    assert "Look again" in at_the_site.get(address).text
    assert at_the_site.get(f"{address}/progress").json == {"state": "waiting", "looked_at": 0, "total": 0}
    assert at_the_site.post(f"{address}/switch-on").status_code == 409
    while run_replays():
        pass
    assert at_the_site.get(f"{address}/progress").json == {"state": "done", "looked_at": 1, "total": 1}
    said = words_of(at_the_site.get(address).text)
    assert "Links in a comment that needs no look: 3 → 1" in said
    assert "Of 1 comments" in said
    assert f"Comment {comment.id}" in said
    assert at_the_site.post(f"{address}/switch-on").location == "/settings/checks/links"
    assert queries.in_force().of("links").number("most") == 1
    assert "switched on as version 2" in words_of(at_the_site.get(address).text)
    assert at_the_site.post(f"{address}/switch-on").status_code == 409
    assert "Switched on as version 2" in words_of(at_the_site.get("/settings/checks/links/replays").text)
    assert at_the_site.get(address.replace("links", "shouting")).status_code == 404


def test_the_words_file_counts_until_it_is_taken_over(at_the_site, app):
    file = app.extensions["discuss.words-file"]
    file.path.write_text("[banned]\nbarnacle\n[suspect]\n")
    page = at_the_site.get("/settings/checks/words").text
    assert "is in force" in page
    assert re.search(r"<textarea[^>]*name=\"banned\"[^>]*>barnacle</textarea>", page)
    form = {"enabled": "on", "banned": "barnacle", "suspect": "", "reason": "In the browser now.", "version": "1"}
    address = at_the_site.post("/settings/checks/words/replays", form).location
    while run_replays():
        pass
    assert at_the_site.post(f"{address}/switch-on").status_code == 303
    file.path.write_text("[banned]\nlimpet\n[suspect]\n")
    page = at_the_site.get("/settings/checks/words").text
    assert "does not count any more" in page
    assert "limpet" not in page
    assert "limpet" in at_the_site.get("/settings/checks/words?from=file").text
    for text, outcome in (("A barnacle.", "It would be refused"), ("A limpet.", "It would be published")):
        answer = at_the_site.post("/settings/checks/try", {"text": text, "author": "known"})
        assert outcome in words_of(answer.text)


@pytest.mark.database("sqlite")
def test_a_fault_in_the_words_file_is_shown_and_what_it_said_before_stands(at_the_site, app):
    file = app.extensions["discuss.words-file"]
    file.path.write_text("[banned]\nbarnacle\n")
    file.now()
    file.path.write_text("[banned]\nlimpet and more\na\n")
    page = at_the_site.get("/settings/checks/words").text
    assert "line 3: this entry has no word of two letters or more" in html.unescape(page)
    assert "barnacle" in page


LISTS = WordLists.parse("[banned]\nblorp\n[suspect]\ngrum*\n")


@given(st.text(max_size=400), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_tried_and_is_shown_whole(text, newcomer):
    tried = trying.try_text(text, {}, LISTS, newcomer=newcomer, limit=2000)
    assert "".join(words for _, words in tried.pieces) == tried.body
    assert tried.refused or len(tried.lines) == 11
    assert tried.outcome.startswith("It would be")
    assert bool(tried.told) == (bool(tried.refused) or tried.verdict.outcome is not Outcome.PUBLISH)
