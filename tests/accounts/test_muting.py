"""Muting a person: their comments are folded for whoever muted them, and nobody else can find out."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.accounts import actions, queries
from discuss.accounts.models import Mute, Person
from discuss.db import db, transaction
from discuss.errors import NotPermitted
from discuss.moderation import actions as moderation
from discuss.moderation.rulings import Ruling
from tests import factories as make
from tests.services.visitor import PASSWORD

pytestmark = pytest.mark.usefixtures("app_context")

FOLD = '<details class="muted"><summary>You muted this person.'


def mute(who, whom, muted=True):
    actions.mute(make.actor(who), whom, muted=muted)


def article(page, comment):
    """The comment itself, without what hangs below it."""
    start = page.index(f'id="c{comment.id}"')
    return page[start : page.index("</article>", start)]


def test_a_muted_persons_comments_are_folded_and_nobody_elses(visitor):
    me, loud, quiet = make.person(), make.person(), make.person()
    story = make.story()
    theirs, others = make.comment(story, loud), make.comment(story, quiet)
    below = make.comment(story, loud, reply_to=others)
    mute(me, loud)
    for path in ("", f"/comments/{theirs.id}"):
        page = visitor(me).get(f"/stories/{story.slug}{path}").text
        assert article(page, theirs).index(FOLD) < article(page, theirs).index(theirs.body)
        assert "Show once" in article(page, theirs)
    page = visitor(me).get(f"/stories/{story.slug}").text
    assert page.count(FOLD) == 2
    assert FOLD in article(page, below)
    assert FOLD not in page[page.index(f'id="c{others.id}"') : page.index(others.body)]
    assert page.count("<details") == page.count("</details>")
    for somebody in (visitor(), visitor(loud), visitor(quiet)):
        assert FOLD not in somebody.get(f"/stories/{story.slug}").text


def test_a_pinned_comment_that_stands_apart_is_folded_too(visitor):
    me, loud = make.person(), make.person()
    story = make.story()
    head = make.comment(story)
    pinned = make.comment(story, loud, reply_to=head)
    ruling = Ruling(action="pin", reason="It answers what many ask.", version=pinned.version)
    moderation.decide(make.actor(make.moderator()), pinned, ruling)
    mute(me, loud)
    page = visitor(me).get(f"/stories/{story.slug}").text
    apart = page[page.index('id="pinned-h"') :].split("</section>")[0]
    assert apart.index(FOLD) < apart.index(pinned.body) < apart.index("</details>")


def test_muting_and_undoing_it_by_the_buttons_without_script(visitor):
    me, loud = make.person(), make.person(name="Lou Loud")
    comment = make.comment(by=loud)
    somebody, page = visitor(me), f"/people/{loud.handle}"
    assert FOLD not in somebody.get(page).text
    answer = somebody.post(f"{page}/mute", {"on": "1"}, page=page)
    assert (answer.status_code, answer.location) == (303, page)
    said = somebody.get(page).text
    assert "Lou Loud is muted." in said
    assert said.index(FOLD) < said.index(comment.body)
    assert "Lou Loud" in somebody.get("/account/muted").text
    answer = somebody.post(f"{page}/mute", {"on": "0", "next": "/account/muted"}, page="/account/muted")
    assert (answer.status_code, answer.location) == (303, "/account/muted")
    assert "You have muted nobody." in somebody.get("/account/muted").text
    assert FOLD not in somebody.get(page).text


def test_the_way_back_leads_to_no_other_site(visitor):
    me, loud = make.person(), make.person()
    answer = visitor(me).post(f"/people/{loud.handle}/mute", {"on": "1", "next": "//elsewhere.example"})
    assert answer.location == f"/people/{loud.handle}"


def test_the_menu_of_a_comment_and_the_report_page_lead_to_the_button(visitor):
    comment = make.comment()
    author = db.session.get_one(Person, comment.author_id)
    there = f'href="/people/{author.handle}#mute"'
    story = make.story(slug="quiet")
    shown = make.comment(story, author)
    assert there in article(visitor().get("/stories/quiet").text, shown)
    assert there in visitor().get(f"/comments/{shown.id}/report").text
    page = visitor().get(f"/people/{author.handle}").text
    assert 'id="mute"' in page
    assert f"/sign-in?next=/people/{author.handle}" in page


def test_one_cannot_mute_oneself(visitor):
    me = make.person()
    with pytest.raises(NotPermitted):
        mute(me, me)
    assert 'id="mute"' not in visitor(me).get(f"/people/{me.handle}").text


def test_muting_twice_at_once_is_muting_once(app):
    me, loud = make.person(), make.person()
    actor, failed = make.actor(me), []

    def again():
        with app.app_context():
            try:
                actions.mute(actor, db.session.get_one(Person, loud.id), muted=True)
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=again) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert failed == []
    assert [person.id for person, _ in queries.muted_people(actor)] == [loud.id]


def known_to(somebody, person, story, comment):
    """What somebody may open of themselves and of a thread, their data included, without what always differs."""
    paths = ["/", f"/stories/{story.slug}", f"/stories/{story.slug}/comments/{comment.id}", "/account/profile"]
    paths += ["/account/decisions", "/account/muted", "/account/security", f"/people/{person.handle}"]
    paths += [f"/stories/{story.slug}/changes?since=0", f"/stories/{story.slug}/feed.atom", "/moderation-log"]
    pages = {path: somebody.get(path) for path in paths}
    pages["data"] = somebody.post("/account/data", {"password": PASSWORD})
    return {
        path: (answer.status_code, re.sub(r'value="[\w.-]{20,}"|"exported_at": "[^"]*"', "", answer.text))
        for path, answer in pages.items()
    }


def test_whoever_is_muted_cannot_find_out(visitor, run_jobs, mailbox):
    me, loud = make.person(), make.person()
    story = make.story()
    asked = make.comment(story, me)
    theirs = make.comment(story, loud, reply_to=asked)
    somebody = visitor(loud)
    with time_machine.travel(clock.now(), tick=False):
        before = known_to(somebody, me, story, theirs)
        mute(me, loud)
        run_jobs()
        assert known_to(somebody, me, story, theirs) == before
    assert mailbox.all(loud.email) == []
    answered = somebody.post(f"/stories/{story.slug}/comments", {"body": "Still I may answer.", "parent": asked.id})
    assert answered.status_code == 303


def test_ones_own_data_names_whom_one_has_muted(visitor):
    me, loud = make.person(), make.person()
    mute(me, loud)
    told = visitor(me).post("/account/data", {"password": PASSWORD}).json
    assert [entry["handle"] for entry in told["muted"]] == [loud.handle]
    assert visitor(loud).post("/account/data", {"password": PASSWORD}).json["muted"] == []


def test_a_muted_moderators_decision_about_oneself_still_arrives(visitor, run_jobs, mailbox):
    me, judge = make.person(), make.moderator()
    comment = make.comment(by=me)
    mute(me, judge)
    ruling = Ruling(action="remove", rule=2, reason="It attacks a person.", version=comment.version)
    decision = moderation.decide(make.actor(judge), comment, ruling)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        while run_jobs():
            pass
        assert "It attacks a person." in mailbox.all(me.email)[-1].get_content()
    assert visitor(me).get(f"/decisions/{decision.id}").status_code == 200


@pytest.mark.parametrize("leaves", ["me", "loud"])
def test_with_an_account_its_mutes_are_gone(leaves):
    people = {"me": make.person(), "loud": make.person()}
    mute(people["me"], people["loud"])
    with transaction() as session:
        session.get_one(Person, people[leaves].id).closing_at = clock.now() - timedelta(minutes=1)
    actions.erase_due()
    assert db.session.query(Mute).count() == 0
