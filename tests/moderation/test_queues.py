"""What stands in the queues, why, and what leads from a card to its place in the discussion."""

from datetime import timedelta

import html5lib
import time_machine

from discuss import clock
from discuss.comments import actions as comments
from discuss.moderation import actions, queries
from discuss.moderation.mailboxes import Mailboxes
from tests import factories as make
from tests.moderation.steps import WHY, decide

WEEK = timedelta(days=7, minutes=1)


def held(moderator):
    """The numbers in the queue of held comments, and how many the tab says there are."""
    actor = make.actor(moderator)
    page = queries.queue_page(actor, "held", queries.Filters(), None)
    return [card.comment.id for card in page.cards], queries.standing(actor)["held"].count


def test_a_comment_that_waits_for_its_author_is_in_no_queue_until_it_is_changed(app_context, visitor):
    author, moderator = make.person(), make.moderator()
    comment = make.comment(by=author, status="held")
    assert held(moderator) == ([comment.id], 1)
    decide("request-edit", comment)
    assert held(moderator) == ([], 0)
    answer = visitor(author).post(f"/comments/{comment.id}/edit", {"body": "Without the school's name."})
    assert answer.status_code == 303
    assert held(moderator) == ([comment.id], 1)
    page = visitor(moderator).get("/moderation/held").text
    assert "Author asked to change the comment" in page
    assert f"<bdi>{WHY}</bdi> The author has changed it since." in page


def test_after_a_week_without_an_answer_it_is_in_the_queue_again(app_context, visitor):
    moderator, comment = make.moderator(), make.comment(status="held")
    decide("request-edit", comment)
    with time_machine.travel(clock.now() + WEEK):
        assert held(moderator) == ([comment.id], 1)
        page = visitor(moderator).get("/moderation/held").text
    assert "It waits for its author, for a week at most." in page


def test_asking_that_was_taken_back_takes_nothing_out_of_the_queue(app_context):
    moderator, comment = make.moderator(), make.comment(status="held")
    actions.undo(make.actor(moderator), decide("request-edit", comment, by=moderator))
    assert held(moderator) == ([comment.id], 1)


def test_what_waits_for_its_author_takes_nothing_else_out_of_the_queue_and_stays_out_whatever_is_decided_elsewhere(
    app_context,
):
    moderator, (asked, other, kept) = make.moderator(), [make.comment(status="held") for _ in range(3)]
    decide("request-edit", asked)
    assert held(moderator) == ([other.id, kept.id], 2)
    decide("approve", other)
    assert held(moderator) == ([kept.id], 1)


def test_a_card_says_that_a_colleague_hid_the_comment_and_why(app_context, visitor):
    comment = make.comment()
    decide("hold", comment)
    page = visitor(make.moderator()).get("/moderation/held").text
    assert f"<bdi>{WHY}</bdi>" in page[page.index("Why it is here") : page.index("Decision history")]
    assert "Nobody has looked at it yet." not in page


def test_a_change_of_what_was_removed_waits_no_more_and_is_not_counted(app_context, visitor):
    author, moderator = make.person(), make.moderator()
    comment = make.comment(by=author, posted_at=clock.now() - timedelta(hours=1))
    visitor(author).post(f"/comments/{comment.id}/edit", {"body": "Other words."})
    assert held(moderator) == ([comment.id], 1)
    decide("remove", comment)
    assert held(moderator) == ([], 0)


def test_what_is_passed_on_to_a_second_moderator_stands_first_among_what_waits_until_it_is_decided(
    app_context, visitor
):
    first, second = make.moderator(), make.moderator()
    waiting, comment = make.comment(status="held"), make.comment()
    decide("escalate", comment, by=first)
    assert held(second) == ([comment.id, waiting.id], 2)
    assert f'id="c{comment.id}"' not in visitor(first).get("/moderation/recent").text
    page = visitor(second).get("/moderation/held").text
    assert "Passed on to a second moderator" in page
    assert f"<bdi>{WHY}</bdi>" in page
    decide("keep", comment, by=second)
    assert held(second) == ([waiting.id], 1)


def test_what_is_passed_on_and_reported_waits_among_the_reports_alone(app_context):
    moderator, comment = make.moderator(), make.comment()
    actions.report(make.actor(make.person()), comment, actions.Complaint(category="attack"))
    decide("escalate", comment, by=moderator)
    assert held(moderator) == ([], 0)
    assert queries.standing(make.actor(moderator))["reported"].count == 1


def test_from_a_card_one_key_leads_to_the_comment_among_its_neighbours(app_context, visitor):
    story = make.story()
    first = make.comment(story)
    comments = [make.comment(story, reply_to=first) for _ in range(40)]
    wanted = decide("hold", comments[30]).comment_id
    moderator = visitor(make.moderator())
    address = f"/moderation/stories/{story.slug}?from={wanted}"
    assert f'href="{address}#c{wanted}" data-key="t"' in moderator.get("/moderation/held").text
    page = moderator.get(address).text
    assert [comment.id for comment in comments if f'id="c{comment.id}"' in page] == [c.id for c in comments[25:]]
    assert f'href="/moderation/stories/{story.slug}">From the first comment' in page


def test_any_other_place_in_a_discussion_is_its_beginning(app_context, visitor):
    story = make.story()
    comment = make.comment(story)
    moderator = visitor(make.moderator())
    for place in ("", "x", "-1", "9" * 30, "9" * 18, "1"):
        answer = moderator.get(f"/moderation/stories/{story.slug}?from={place}")
        assert f'id="c{comment.id}"' in answer.text


def test_acts_on_what_a_colleague_looks_at_are_folded_away(app_context, visitor):
    comment = make.comment(status="held")
    actions.claim(make.actor(make.moderator(name="Vera Colleague")), comment)
    page = visitor(make.moderator()).get("/moderation/held").text
    assert '<details class="q-claimed"><summary><bdi>Vera Colleague</bdi> is looking at it. Decide all the same' in page


def test_of_somebody_who_wrote_very_much_the_latest_comments_are_counted(app_context, visitor, monkeypatch):
    monkeypatch.setattr("discuss.moderation.queries.people.LATEST_COMMENTS", 3)
    author, other = make.person(), make.person()
    for status in ("removed", "published", "published", "held"):
        make.comment(by=author, status=status)
    make.comment(by=other)
    facts = queries.facts_of([author.id, other.id], Mailboxes(("key",)))
    counted = {person: (f.published, f.held, f.removed, f.of_latest) for person, f in facts.items()}
    assert counted == {author.id: (2, 1, 0, 3), other.id: (1, 0, 0, 0)}
    page = visitor(make.moderator()).get("/moderation/held").text
    assert "<dt>Of the last</dt><dd>3</dd>" in page


def test_wordings_are_compared_as_text_whatever_stands_in_them(app_context, visitor):
    author, desk = make.person(), visitor(make.moderator())
    first, second, third = (
        f"<img src=x onerror=hit()> wording {number}, </p><script>hit()</script>" for number in "123"
    )
    comment = make.comment(by=author, body=first)
    comments.edit(make.actor(author), comment, second, make.SETTINGS)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        comments.edit(make.actor(author), comment, third, make.SETTINGS)  # too late: it waits
        page = desk.get(f"/moderation/comments/{comment.id}/decision")
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    assert list(tree.iter("img")) == []
    assert [node for node in tree.iter("script") if not node.get("src")] == []
    typed = ["".join(node.itertext()) for node in tree.iter("p") if "typed" in (node.get("class") or "")]
    assert len(typed) == 2  # the earlier wording, and the one that waits, against the present one
    for text in typed:
        assert "<img src=x onerror=hit()> wording" in text
        assert "</p><script>hit()</script>" in text
