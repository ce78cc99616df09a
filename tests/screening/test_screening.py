"""What is held, what is refused, and what authors and moderators are told."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discuss.errors import Invalid
from discuss.screening import Draft, Outcome, Setting, notice, screen
from discuss.screening.check import Check
from discuss.screening.checks import CHECKS
from discuss.screening.likeness import alike, folded
from discuss.screening.pace import next_allowed
from discuss.screening.words import DEFAULT_FILE, WordLists

SAME = "A calm remark about the bridge."
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LISTS = WordLists.parse("[banned]\nblorp\nzip zap\n[suspect]\ngrum*\nfree coins\n")


def draft(body="A calm remark about the bridge.", **given):
    values = {
        "body": body,
        "text": body,
        "links": (),
        "limit": 2000,
        "author_staff": False,
        "author_approved": 5,
        "author_last": (),
        "others_last": (),
        "now": NOW,
        "word_lists": LISTS,
        "markup_disagreement": False,
        "author_held_always": False,
        "story_held_first": False,
    }
    return Draft(**(values | given))


def ago(**span):
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("given", "outcome", "check"),
    [
        (draft(), Outcome.PUBLISH, ""),
        (draft("", text=""), Outcome.REJECT, "length"),
        (draft("> ", text=" "), Outcome.REJECT, "length"),
        (draft("x" * 2001), Outcome.REJECT, "length"),
        (draft("x y " * 500), Outcome.PUBLISH, ""),
        (draft(author_approved=1), Outcome.HOLD, "newcomer"),
        (draft(author_approved=2), Outcome.PUBLISH, ""),
        (draft(author_approved=0, author_staff=True), Outcome.PUBLISH, ""),
        (draft(author_held_always=True), Outcome.HOLD, "held_person"),
        (draft(story_held_first=True), Outcome.HOLD, "held_here"),
        (draft(author_last=(("A calm remark about the bridge.", ago(hours=23)),)), Outcome.REJECT, "repeat"),
        (draft(author_last=(("a CALM remark, about the brídge", ago(minutes=2)),)), Outcome.REJECT, "repeat"),
        (draft(author_last=(("A calm remark about the bridge.", ago(hours=25)),)), Outcome.PUBLISH, ""),
        (draft(others_last=((2, SAME), (3, SAME))), Outcome.HOLD, "crowd"),
        (draft(others_last=((2, SAME), (3, "a CALM remark, about the brídge"))), Outcome.HOLD, "crowd"),
        (draft(others_last=((2, SAME),) * 9), Outcome.PUBLISH, ""),
        (draft("I agree", others_last=tuple((n, "I agree") for n in range(9))), Outcome.PUBLISH, ""),
        (draft("What a Bl0rp"), Outcome.REJECT, "words"),
        (draft("zip  Zap!"), Outcome.REJECT, "words"),
        (draft("zip, and then zap"), Outcome.PUBLISH, ""),
        (draft("blorpish"), Outcome.PUBLISH, ""),
        (draft("so grumpy"), Outcome.HOLD, "words"),
        (draft("free\u200bcoins? free c\u043eins"), Outcome.HOLD, "words"),
        (draft(links=("https://a.example",) * 4), Outcome.HOLD, "links"),
        (draft(links=("https://a.example",) * 3), Outcome.PUBLISH, ""),
        (draft("WHY DOES NOBODY LISTEN TO THE PEOPLE HERE"), Outcome.HOLD, "shouting"),
        (draft("NATO and the EU"), Outcome.PUBLISH, ""),
        (draft("Really!!!! No"), Outcome.HOLD, "shouting"),
        (draft(markup_disagreement=True), Outcome.HOLD, "disagreement"),
        (draft("call +49 170 1234567", author_approved=0), Outcome.HOLD, "contact"),
        (draft("a.b@c.example", author_approved=0), Outcome.HOLD, "contact"),
        (draft("see hxxps://a.example", author_approved=0), Outcome.HOLD, "contact"),
        (draft("see www. a.example", author_approved=0), Outcome.HOLD, "contact"),
        (draft("call +49 170 1234567", author_approved=2), Outcome.PUBLISH, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_draft_is_screened(given, outcome, check):
    verdict = screen(given)
    assert verdict.outcome is outcome
    if check:
        assert check in {finding.check for finding in verdict.findings if finding.outcome is outcome}


def test_all_reasons_are_kept_with_version_and_place():
    body = "so grumpy " * 2
    verdict = screen(draft(body, author_approved=0, links=("https://a.example",)))
    assert {finding.check for finding in verdict.findings} == {"newcomer", "links", "words"}
    words = next(record for record in verdict.for_record() if record["check"] == "words")
    assert words["version"] == 1
    assert [body[start:end] for start, end in words["spans"]] == ["grumpy", "grumpy"]


def test_a_link_in_the_open_is_no_contact_detail():
    said = {finding.check for finding in screen(draft("see https://a.example", author_approved=0)).findings}
    assert said == {"newcomer"}


@pytest.mark.parametrize(
    "body",
    [
        "see https://spam.example/x",
        "see [this](https://sub.spam.example/x)",
        "see hxxps://spam.example",
        "see hxxp://spam[.]example",
        "see https://short.example/?to=https%3A%2F%2Fspam.example%2Fx",
        "see https://short.example/?to=https%253A%252F%252Fspam.example",
        "see https://xn--bcher-kva.example/",
        "see https://b\u00fccher.example/",
    ],
)
def test_a_listed_host_is_found_however_its_address_is_written(body):
    verdict = screen(draft(body, word_lists=WordLists.parse("[suspect]\nspam.example\nb\u00fccher.example")))
    assert verdict.outcome is Outcome.HOLD
    (found,) = [finding for finding in verdict.findings if finding.check == "words" and finding.reason]
    assert all(body[start:end].strip() for start, end in found.spans)


def test_other_hosts_and_broken_disguises_are_no_listed_host():
    lists = WordLists.parse("[suspect]\nspam.example\nb\u00fccher.example")
    for body in (
        "https://notspam.example",
        "100 % sure of it",
        "https://xn--qwjkvbpt90817.example %zz %E0%A4",
    ):
        assert screen(draft(body, word_lists=lists)).outcome is Outcome.PUBLISH, body


def test_a_refusal_names_what_to_change():
    assert screen(draft("x" * 2212)).messages[0] == "Shorten your comment by 212 characters."
    assert "“blorp”" in screen(draft("a blorp")).messages[0]
    assert screen(draft(author_last=((draft().body, ago(minutes=2)),))).messages == [
        "You posted exactly this 2 minutes ago. Change it if you have something to add."
    ]


def test_a_check_that_breaks_holds_and_never_publishes():
    def stumble(_draft, _setting):
        raise ZeroDivisionError

    broken = Check(name="broken", title="Broken", does="Breaks.", look=stumble)
    (finding,) = screen(draft(settings={"broken": Setting(version=4)}), checks=[broken]).findings
    assert (finding.outcome, finding.check, finding.version) == (Outcome.HOLD, "broken", 4)


def test_every_check_is_tried_above():
    tried = {
        row[2]
        for mark in test_a_draft_is_screened.pytestmark
        if mark.name == "parametrize"
        for row in mark.args[1]
        if row[2]
    }
    assert tried == {check.name for check in CHECKS}


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_screened_and_places_lie_within_it(body, other):
    verdict = screen(
        draft(body, author_approved=0, author_last=((other, NOW),), others_last=tuple((n, other) for n in range(3)))
    )
    for finding in verdict.findings:
        assert finding.version > 0
        assert all(0 <= start < end <= len(body) for start, end in finding.spans)


@given(st.text(max_size=200))
def test_folding_keeps_a_place_for_each_character(text):
    plain, places = folded(text)
    assert len(plain) == len(places)
    assert places == sorted(places)
    assert alike(text) == "".join(character for character in plain if character.isalnum())
    assert alike(text.upper()) == alike(text.upper().casefold())


def test_the_words_file_is_refused_line_by_line():
    with pytest.raises(Invalid) as refused:
        WordLists.parse("early\n[banned]\na\nin*side\n[other]\nlate\n[suspect]\n" + "x" * 61)
    lines = refused.value.fields["words"]
    assert [line.split(":")[0] for line in lines] == ["line 1", "line 3", "line 4", "line 5", "line 6", "line 8"]


def hostile(many):
    """Lists whose entries all begin alike, which a search that tries one after the other goes through at every word."""
    tails = ["".join(tail) for tail in itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=2)]
    signs = ["".join(some) for length in range(5) for some in itertools.product("-_+=/.,", repeat=length)]
    return {
        "phrases": [f"aa {tail}{letter}" for tail in tails for letter in "xy"][:many],
        "beginnings": [f"aa{tail}{letter}*" for tail in tails for letter in "xy"][:many],
        "long phrases": [("aa " * 17) + f"{tail}{letter}*" for tail in tails for letter in "xy"][:many],
        "one and the same": [f"aa{sign}*" for sign in signs][:many],
        "each longer": [("aa " * words) + "a" * letters + "*" for words in range(18) for letters in range(2, 7)],
    }


@pytest.mark.parametrize("kind", hostile(1))
def test_no_list_that_can_be_saved_makes_a_text_slow_to_look_at(kind):
    """Steps are counted, not seconds: at each word at most those that lead to the longest entry, not one an entry."""
    lists = WordLists.of({"banned": hostile(1000)[kind]})
    looked = []
    text = "aa " * 200

    class Counted(dict):
        def get(self, key, default=None):
            looked.append(key)
            return super().get(key, default)

    def count(step):
        step.starts, step.after = Counted(step.starts), Counted(step.after)
        for following in step.after.values():
            count(following)

    count(lists.root)
    assert len(lists.matches(text)) <= 200
    assert len(looked) <= 200 * 20 * 6


def test_of_entries_that_begin_at_one_word_the_longest_of_each_list_is_named():
    lists = WordLists.parse("[banned]\nfree coins\n[suspect]\nfree*\nfree coins to*\nfreed\n")
    assert [(match.listed, match.entry) for match in lists.matches("Free coins today. Freed!")] == [
        ("suspect", "free coins to*"),
        ("banned", "free coins"),
        ("suspect", "freed"),
    ]


@given(
    st.lists(st.text("ab -*", min_size=1, max_size=8), max_size=8),
    st.lists(st.text("ab -*", min_size=1, max_size=8), max_size=8),
    st.text("ab -", max_size=40),
)
def test_the_tree_of_words_finds_what_trying_each_entry_finds(banned, suspect, text):
    """Compared with the plain way: each entry tried at each word, and of those that hold, the longest of each list."""
    kept = {"banned": [*filter(good, banned)], "suspect": [*filter(good, suspect)]}
    found = {(match.listed, match.span) for match in WordLists.of(kept).matches(text)}
    words = [*re.finditer(r"\w+", text)]
    expected = set()
    for listed, entries in kept.items():
        for number, first in enumerate(words):
            ends = [end for entry in entries if (end := holds(entry, words[number:]))]
            expected |= {(listed, (first.start(), max(ends)))} if ends else set()
    assert found == expected


def good(entry):
    try:
        WordLists.of({"banned": [entry]})
    except Invalid:
        return False
    return True


def holds(entry, words):
    """Return where the last word ends, or 0 if the entry does not hold at these words."""
    wanted, open_ended = re.findall(r"\w+", entry), entry.endswith("*")
    if len(words) < len(wanted):
        return 0
    for place, want in enumerate(wanted):
        word = words[place].group()
        last = open_ended and place == len(wanted) - 1
        if word != want and not (last and word.startswith(want)):
            return 0
    return words[len(wanted) - 1].end()


def test_the_default_words_file_is_good():
    assert WordLists.parse(DEFAULT_FILE.read_text(encoding="utf-8")).matches("Telegram me")[0].listed == "suspect"


def test_authors_are_told_before_posting_what_will_happen():
    assert notice(approved=2, held_always=False, staff=False) == []
    assert "first 2 comments" in notice(approved=0, held_always=False, staff=False)[0]
    assert notice(approved=0, held_always=False, staff=True) == []
    assert notice(approved=9, held_always=True, staff=False) == [
        "A moderator looks at your comments before others see them."
    ]


@pytest.mark.parametrize(
    ("minutes", "newcomer", "wait"),
    [
        ([1, 2, 3, 4], False, None),
        ([1, 2, 3, 4, 9], False, 1),
        ([1, 2, 3, 4, 11], False, None),
        ([1, 2, 8], True, 2),
        ([1, 2], True, None),
    ],
)
def test_the_pace_tells_when_to_come_back(minutes, newcomer, wait):
    found = next_allowed([ago(minutes=m) for m in minutes], NOW, newcomer=newcomer)
    assert found == (NOW + timedelta(minutes=wait) if wait else None)
