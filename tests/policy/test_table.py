"""The policy, read out as a truth table: every permission, every kind of person, every state of the subject."""

from types import SimpleNamespace as Thing

import pytest

from discuss.policy import SYSTEM, VISITOR, Actor, Level, Membership, Permission, Role, allows, missing
from discuss.policy.table import TABLE

P = Permission


def person(number, **given):
    return Actor(id=number, name="x", handle="x", **({"role": Role.READER, "confirmed": True} | given))


FREE = {"membership": Membership.ACTIVE, "level": Level.SUBSCRIBERS}
PAID = {"membership": Membership.ACTIVE, "level": Level.PAID}
PEOPLE = {
    "visitor": VISITOR,
    "unconfirmed": person(1, confirmed=False),
    "member": person(2),
    "free": person(3, **FREE),
    "paid": person(4, **PAID),
    "grace": person(5, **(PAID | {"membership": Membership.GRACE})),
    "lapsed": person(6, **(PAID | {"membership": Membership.LAPSED})),
    "suspended": person(7, suspended=True, **FREE),
    "banned": person(8, banned=True, **FREE),
    "moderator": person(9, role=Role.MODERATOR),
    "editor": person(10, role=Role.EDITOR),
    "owner": person(11, role=Role.OWNER, urgent=True),
    "system": SYSTEM,
}


def story(access="subscribers", status="published", is_open=True):
    return Thing(access=access, status=status, discussion_open=is_open)


def comment(status="published", author=99):
    return Thing(status=status, author_id=author)


def decision(**given):
    state = {"person_id": 90, "actor_id": 99, "restricts": True, "can_still_be_appealed": True}
    return Thing(**state | given)


READER, MODERATOR, OWNER = Thing(id=90, role="reader"), Thing(id=91, role="moderator"), Thing(id=92, role="owner")
EVERYBODY = 99  # author of "own" rows: replaced by each person's own number

#                                         visi unco memb free paid grac laps susp bann mode edit owne syst
GRID = [
    (P.ACCOUNT_CLOSE, None, "any",         "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.ACCOUNT_EXPORT, None, "any",        "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.ACCOUNT_MANAGE, None, "any",        "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.APPEAL_ANSWER, Thing(actor_id=None, person_id=90), "other", "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.APPEAL_ANSWER, "taken by oneself", "decider", "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.APPEAL_ANSWER, "about oneself", "own",       "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.APPEAL_FILE, "about oneself", "own",         "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.APPEAL_FILE, "not restricting", "harmless",  "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.APPEAL_FILE, "too old", "too old",           "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.APPEAL_FILE, decision(person_id=90), "other", "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.APPEAL_READ, Thing(person_id=90), "other",   "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.APPEAL_READ, "about oneself", "own",         "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.COMMENT_CREATE, story("members"), "members", "no   no   yes  yes  yes  yes  yes  no   no   yes  yes  yes  no"),
    (P.COMMENT_CREATE, story(), "subscribers",      "no   no   no   yes  yes  yes  no   no   no   yes  yes  yes  no"),
    (P.COMMENT_CREATE, story("paid"), "paid",       "no   no   no   no   yes  yes  no   no   no   yes  yes  yes  no"),
    (P.COMMENT_CREATE, story("off"), "off",         "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_CREATE, story(is_open=False), "closed", "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_CREATE, story(status="draft"), "draft", "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_DELETE, "own published", "own",      "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.COMMENT_DELETE, "own removed", "removed",    "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_DELETE, comment(), "not own",        "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_EDIT, "own published", "own",        "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.COMMENT_EDIT, "own held", "own held",        "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.COMMENT_EDIT, "own withdrawn", "withdrawn",  "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_EDIT, comment(), "not own",          "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_HISTORY, "own published", "own",     "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.COMMENT_HISTORY, comment(), "not own",       "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.COMMENT_MODERATE, comment(), "not own",      "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.COMMENT_MODERATE, "own published", "own",    "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.COMMENT_READ, comment(), "published",        "yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes"),
    (P.COMMENT_READ, comment("held"), "held",       "no   no   no   no   no   no   no   no   no   yes  yes  yes  no"),
    (P.COMMENT_READ, comment("removed"), "removed", "no   no   no   no   no   no   no   no   no   yes  yes  yes  no"),
    (P.COMMENT_READ, "own removed", "own removed",  "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.COMMENT_REPORT, comment(), "not own",        "yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes"),
    (P.COMMENT_REPORT, "own published", "own",      "yes  no   no   no   no   no   no   no   no   no   no   no   yes"),
    (P.COMMENT_REPORT, comment("held"), "held",     "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.DECISION_READ, Thing(person_id=90), "other", "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.DECISION_READ, "about oneself", "own",       "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.DECISION_UNDO, Thing(actor_id=90), "other", "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.DECISION_UNDO, "taken by oneself", "own",   "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.DESK_ENTER, None, "any",            "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.NOTICE_FILE, None, "any",           "yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes"),
    (P.PERSON_INSPECT, READER, "reader",   "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.PERSON_SUSPEND, READER, "reader",   "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.PERSON_SUSPEND, MODERATOR, "staff", "no   no   no   no   no   no   no   no   no   no   no   yes  no"),
    (P.PERSON_SUSPEND, OWNER, "owner",     "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.PROPOSAL_SETTLE, Thing(proposed_by=90), "other",  "no   no   no   no   no   no   no   no   no   yes  no   yes  no"),
    (P.PROPOSAL_SETTLE, "proposed by oneself", "own",    "no   no   no   no   no   no   no   no   no   no   no   no   no"),
    (P.ROLE_GRANT, READER, "reader",       "no   no   no   no   no   no   no   no   no   no   no   yes  yes"),
    (P.SETTINGS_EDIT, None, "any",         "no   no   no   no   no   no   no   no   no   no   no   yes  no"),
    (P.STORY_EDIT, story(), "any",         "no   no   no   no   no   no   no   no   no   no   yes  yes  yes"),
    (P.STORY_READ, story(), "published",   "yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes"),
    (P.STORY_READ, story(status="draft"), "draft", "no   no   no   no   no   no   no   no   no   yes  yes  yes  no"),
    (P.SUBSCRIPTION_GRANT, READER, "any",  "no   no   no   no   no   no   no   no   no   no   no   yes  yes"),
    (P.SUBSCRIPTION_TAKE, None, "any",     "no   no   yes  yes  yes  yes  yes  yes  no   yes  yes  yes  no"),
    (P.SYSTEM_WORK, None, "any",           "no   no   no   no   no   no   no   no   no   no   no   no   yes"),
    (P.THREAD_LOCK, story(), "any",        "no   no   no   no   no   no   no   no   no   yes  yes  yes  no"),
    (P.URGENT_HANDLE, None, "any",         "no   no   no   no   no   no   no   no   no   no   no   yes  no"),
    (P.WARNING_ACKNOWLEDGE, "about oneself", "own", "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no"),
    (P.WARNING_ACKNOWLEDGE, Thing(person_id=90), "other", "no   no   no   no   no   no   no   no   no   no   no   no   no"),
]  # fmt: skip


ABOUT_ONESELF = {
    "about oneself": {},
    "not restricting": {"restricts": False},
    "too old": {"can_still_be_appealed": False},
}


def subject_for(described, actor):
    if isinstance(described, str) and described in ABOUT_ONESELF:
        return decision(person_id=actor.id, **ABOUT_ONESELF[described])
    if described == "taken by oneself":
        return decision(actor_id=actor.id)
    if described == "proposed by oneself":
        return Thing(proposed_by=actor.id)
    if isinstance(described, str) and described.startswith("own "):
        return comment(described.removeprefix("own "), author=actor.id)
    return described


@pytest.mark.parametrize(
    ("permission", "subject", "case", "answers"), GRID, ids=lambda v: v if isinstance(v, str) else ""
)
def test_who_may(permission, subject, case, answers):
    expected = dict(zip(PEOPLE, (word == "yes" for word in answers.split()), strict=True))
    assert {name: allows(a, permission, subject_for(subject, a)) for name, a in PEOPLE.items()} == expected


def test_every_permission_has_a_line_in_the_table():
    assert set(TABLE) == set(Permission)


def test_every_permission_is_read_out_above():
    assert {row[0] for row in GRID} == set(Permission)


def test_every_kind_of_person_is_in_every_row():
    assert {len(row[3].split()) for row in GRID} == {len(PEOPLE)}


@pytest.mark.parametrize(
    ("name", "subject", "word"),
    [
        ("visitor", story(), "sign-in"),
        ("visitor", story(is_open=False), "closed"),
        ("unconfirmed", story("members"), "unconfirmed"),
        ("member", story(), "subscription"),
        ("lapsed", story(), "lapsed"),
        ("free", story("paid"), "plan-too-low"),
        ("suspended", story(), "suspended"),
        ("banned", story(), "banned"),
        ("owner", story("off"), "off"),
        ("paid", story(), ""),
    ],
)
def test_a_refusal_names_the_one_thing_that_is_missing(name, subject, word):
    assert missing(PEOPLE[name], P.COMMENT_CREATE, subject) == word


def test_a_warning_stands_in_the_way_of_writing_and_of_nothing_else():
    warned = person(12, warned=True, **FREE)
    assert missing(warned, P.COMMENT_CREATE, story()) == "warned"
    others = set(Permission) - {P.COMMENT_CREATE}
    for row in GRID:
        if row[0] in others:
            subject = subject_for(row[1], warned)
            assert allows(warned, row[0], subject) == allows(person(12, **FREE), row[0], subject), row[:3]


def test_a_moderator_opens_urgent_matters_only_with_the_right_and_the_right_alone_makes_no_moderator():
    assert missing(PEOPLE["moderator"], P.URGENT_HANDLE) == "urgent"
    assert allows(person(12, role=Role.MODERATOR, urgent=True), P.URGENT_HANDLE)
    assert missing(person(12, urgent=True), P.URGENT_HANDLE) == "moderator"


def test_whoever_decided_is_told_why_the_appeal_is_not_theirs_to_answer():
    moderator = PEOPLE["moderator"]
    assert missing(moderator, P.APPEAL_ANSWER, decision(actor_id=moderator.id)) == "decider"


def test_nobody_can_act_on_their_own_account():
    moderator = PEOPLE["moderator"]
    assert missing(moderator, P.PERSON_SUSPEND, Thing(id=moderator.id, role="reader")) == "own"
    owner = PEOPLE["owner"]
    assert missing(owner, P.ROLE_GRANT, Thing(id=owner.id, role="owner")) == "own"


def test_urgent_matters_are_opened_by_moderators_whom_the_owner_has_chosen():
    chosen = person(12, role=Role.MODERATOR, urgent=True)
    assert allows(chosen, P.URGENT_HANDLE)
    assert missing(PEOPLE["moderator"], P.URGENT_HANDLE) == "urgent"
    assert not allows(person(13, urgent=True), P.URGENT_HANDLE)
