"""The policy, read out as a truth table: every permission, every state of its subject, every kind of person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing

import pytest

from discuss.policy import SYSTEM, VISITOR, Actor, Level, Membership, Permission, Role, allows, missing
from discuss.policy.table import TABLE
from discuss.stories.raid import Raid

P = Permission
BEGUN = datetime(2026, 11, 26, tzinfo=UTC)  # when raid mode began
LONG_BEFORE = BEGUN - timedelta(days=99)


def person(number, **given):
    usual = {"role": Role.READER, "confirmed": True, "joined": LONG_BEFORE}
    return Actor(id=number, name="x", handle="x", **(usual | given))


FREE = {"membership": Membership.ACTIVE, "level": Level.SUBSCRIBERS}
PAID = {"membership": Membership.ACTIVE, "level": Level.PAID}
PEOPLE = {
    "visitor": VISITOR,
    "unconfirmed": person(1, confirmed=False),
    "member": person(2),
    "free": person(3, **FREE),
    "paid": person(4, **PAID),
    "newcomer": person(14, joined=BEGUN - timedelta(days=6), **FREE),
    "grace": person(5, **(PAID | {"membership": Membership.GRACE})),
    "lapsed": person(6, **(PAID | {"membership": Membership.LAPSED})),
    "warned": person(7, warned=True, **FREE),
    "unheard": person(15, reports_paused=True, **FREE),
    "suspended": person(8, suspended=True, **FREE),
    "banned": person(9, banned=True, **FREE),
    "moderator": person(10, role=Role.MODERATOR),
    "editor": person(11, role=Role.EDITOR),
    "owner": person(12, role=Role.OWNER, urgent=True),
    "paused moderator": person(13, role=Role.MODERATOR, suspended=True, urgent=True),
    "system": SYSTEM,
}
OTHER = 99


def story(access="subscribers", status="published", is_open=True, raid=None):
    return Thing(access=access, status=status, discussion_open=is_open, raid=raid)


def raid(mode):
    return Raid(mode=mode, until=BEGUN + timedelta(days=1), joined_before=BEGUN - timedelta(days=7))


def decision(**given):
    state = {"person_id": OTHER, "actor_id": OTHER, "restricts": True, "can_still_be_appealed": True} | given
    return Thing(decider_ids={state["actor_id"]}, **state)


STATUSES = ("published", "held", "removed", "withdrawn")
SUBJECTS = {
    "nothing": {"any": lambda actor: None},
    "story": {
        "members": lambda actor: story("members"),
        "subscribers": lambda actor: story(),
        "paid": lambda actor: story("paid"),
        "off": lambda actor: story("off"),
        "closed": lambda actor: story(is_open=False),
        "draft": lambda actor: story(status="draft"),
        "withdrawn": lambda actor: story(status="withdrawn"),
        "looked at first": lambda actor: story(raid=raid("hold")),
        "slow": lambda actor: story(raid=raid("slow")),
        "read only": lambda actor: story(raid=raid("read")),
        "older accounts": lambda actor: story(raid=raid("older")),
    },
    "comment": {f"own {word}": lambda actor, word=word: Thing(status=word, author_id=actor.id) for word in STATUSES}
    | {word: lambda actor, word=word: Thing(status=word, author_id=OTHER) for word in STATUSES},
    "decision": {
        "about oneself": lambda actor: decision(person_id=actor.id),
        "harmless to oneself": lambda actor: decision(person_id=actor.id, restricts=False),
        "old": lambda actor: decision(person_id=actor.id, can_still_be_appealed=False),
        "taken by oneself": lambda actor: decision(actor_id=actor.id),
        "other": lambda actor: decision(),
    },
    "filed notice": {
        "own": lambda actor: Thing(filer_id=actor.id),
        "somebody's": lambda actor: Thing(filer_id=OTHER),
        "nobody's": lambda actor: Thing(filer_id=None),
    },
    "notice": {
        "of danger": lambda actor: Thing(danger=True),
        "other": lambda actor: Thing(danger=False),
    },
    "proposal": {
        "own": lambda actor: Thing(proposed_by=actor.id),
        "other": lambda actor: Thing(proposed_by=OTHER),
    },
    "person": {"oneself": lambda actor: Thing(id=actor.id, role=actor.role)}
    | {
        role: lambda actor, role=role: Thing(id=OTHER, role=role) for role in ("reader", "moderator", "editor", "owner")
    },
}
OF = {
    P.ACCOUNT_CLOSE: "nothing",
    P.ACCOUNT_EXPORT: "nothing",
    P.ACCOUNT_MANAGE: "nothing",
    P.APPEAL_ANSWER: "decision",
    P.APPEAL_FILE: "decision",
    P.APPEAL_READ: "decision",
    P.CASE_FILE_MAKE: "comment",
    P.CHECKS_EDIT: "nothing",
    P.COMMENT_CREATE: "story",
    P.COMMENT_DELETE: "comment",
    P.COMMENT_EDIT: "comment",
    P.COMMENT_EDIT_NOW: "comment",
    P.COMMENT_HISTORY: "comment",
    P.COMMENT_MODERATE: "comment",
    P.COMMENT_READ: "comment",
    P.COMMENT_REPORT: "comment",
    P.DECISION_READ: "decision",
    P.DECISION_UNDO: "decision",
    P.DESK_ENTER: "nothing",
    P.FACTOR_ADD: "nothing",
    P.FACTOR_FORGET: "person",
    P.LEGAL_HOLD_READ: "nothing",
    P.NOTICE_DECIDE: "filed notice",
    P.NOTICE_FILE: "notice",
    P.ORDER_RECORD: "nothing",
    P.PERSON_INSPECT: "person",
    P.PERSON_MUTE: "person",
    P.PERSON_SUSPEND: "person",
    P.PROFILE_PUBLISH: "nothing",
    P.PROPOSAL_SETTLE: "proposal",
    P.QUALITY_COMPARE: "nothing",
    P.ROLE_GRANT: "person",
    P.SECOND_LOOK_GIVE: "decision",
    P.SETTINGS_EDIT: "nothing",
    P.STORY_EDIT: "story",
    P.STORY_READ: "story",
    P.SUBSCRIPTION_GRANT: "person",
    P.SUBSCRIPTION_TAKE: "nothing",
    P.SYSTEM_WORK: "nothing",
    P.THREAD_LOCK: "story",
    P.THREAD_PROTECT: "story",
    P.URGENT_HANDLE: "nothing",
    P.WARNING_ACKNOWLEDGE: "decision",
    P.WINDOW_REVERSE: "nothing",
}

# One line may name several states of the subject.                                                                                visi unco memb free paid newc grac laps warn unhe susp bann mode edit owne paus syst
GRID = """
account.close       any                                                                                                         | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
account.export      any                                                                                                         | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
account.manage      any                                                                                                         | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
appeal.answer       about oneself, harmless to oneself, old, taken by oneself                                                   | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
appeal.answer       other                                                                                                       | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
appeal.file         about oneself                                                                                               | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
appeal.file         harmless to oneself, old, taken by oneself, other                                                           | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
appeal.read         about oneself, harmless to oneself, old                                                                     | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
appeal.read         taken by oneself, other                                                                                     | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
case-file.make      own published, own held, own removed, own withdrawn                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
case-file.make      published, held, removed, withdrawn                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
checks.edit         any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
comment.create      members                                                                                                     | no   no   yes  yes  yes  yes  yes  yes  no   yes  no   no   yes  yes  yes  no   no
comment.create      subscribers, looked at first, slow                                                                          | no   no   no   yes  yes  yes  yes  no   no   yes  no   no   yes  yes  yes  no   no
comment.create      older accounts                                                                                              | no   no   no   yes  yes  no   yes  no   no   yes  no   no   yes  yes  yes  no   no
comment.create      paid                                                                                                        | no   no   no   no   yes  no   yes  no   no   no   no   no   yes  yes  yes  no   no
comment.create      off, closed, draft, withdrawn, read only                                                                    | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
comment.delete      own published, own held                                                                                     | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
comment.delete      own removed, own withdrawn, published, held, removed, withdrawn                                             | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
comment.edit        own published, own held                                                                                     | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
comment.edit        own removed, own withdrawn, published, held, removed, withdrawn                                             | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
comment.edit-now    own published, own held                                                                                     | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no   yes  yes  yes  yes  no
comment.edit-now    own removed, own withdrawn, published, held, removed, withdrawn                                             | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
comment.history     own published, own held, own removed, own withdrawn                                                         | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
comment.history     published, held, removed, withdrawn                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
comment.moderate    own published, own held, own removed, own withdrawn                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
comment.moderate    published, held, removed, withdrawn                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
comment.read        own published, published                                                                                    | yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
comment.read        own held, own removed, own withdrawn                                                                        | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
comment.read        held, removed, withdrawn                                                                                    | no   no   no   no   no   no   no   no   no   no   no   no   yes  yes  yes  no   no
comment.report      own published                                                                                               | yes  no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes
comment.report      own held, own removed, own withdrawn, held, removed, withdrawn                                              | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
comment.report      published                                                                                                   | yes  yes  yes  yes  yes  yes  yes  yes  yes  no   yes  yes  yes  yes  yes  yes  yes
decision.read       about oneself, harmless to oneself, old                                                                     | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
decision.read       taken by oneself, other                                                                                     | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
decision.undo       about oneself, harmless to oneself, old, other                                                              | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
decision.undo       taken by oneself                                                                                            | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
desk.enter          any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
factor.add          any                                                                                                         | no   no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
factor.forget       oneself                                                                                                     | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes
factor.forget       reader, moderator, editor, owner                                                                            | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes
legal-hold.read     any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
notice.decide       own                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
notice.decide       somebody's, nobody's                                                                                        | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
notice.file         of danger                                                                                                   | yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
notice.file         other                                                                                                       | yes  yes  yes  yes  yes  yes  yes  yes  yes  no   yes  yes  yes  yes  yes  yes  yes
order.record        any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
person.inspect      oneself, reader, moderator, editor, owner                                                                   | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
person.mute         oneself                                                                                                     | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
person.mute         reader, moderator, editor, owner                                                                            | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
person.suspend      oneself, owner                                                                                              | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
person.suspend      reader                                                                                                      | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
person.suspend      moderator, editor                                                                                           | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
profile.publish     any                                                                                                         | no   no   yes  yes  yes  yes  yes  yes  yes  yes  no   no   yes  yes  yes  no   no
proposal.settle     own                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
proposal.settle     other                                                                                                       | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
quality.compare     any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
role.grant          oneself                                                                                                     | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes
role.grant          reader, moderator, editor, owner                                                                            | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes
second-look.give    about oneself, harmless to oneself, old, taken by oneself                                                   | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
second-look.give    other                                                                                                       | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
settings.edit       any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
story.edit          members, subscribers, paid, off, closed, draft, withdrawn, looked at first, slow, read only, older accounts | no   no   no   no   no   no   no   no   no   no   no   no   no   yes  yes  no   yes
story.read          members, subscribers, paid, off, closed, withdrawn, looked at first, slow, read only, older accounts        | yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
story.read          draft                                                                                                       | no   no   no   no   no   no   no   no   no   no   no   no   yes  yes  yes  no   no
subscription.grant  oneself, reader, moderator, editor, owner                                                                   | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes
subscription.take   any                                                                                                         | no   no   yes  yes  yes  yes  yes  yes  yes  yes  yes  no   yes  yes  yes  yes  no
system.work         any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes
thread.lock         members, subscribers, paid, off, closed, draft, withdrawn, looked at first, slow, read only, older accounts | no   no   no   no   no   no   no   no   no   no   no   no   yes  yes  yes  no   no
thread.protect      members, subscribers, paid, off, closed, draft, withdrawn, looked at first, slow, read only, older accounts | no   no   no   no   no   no   no   no   no   no   no   no   yes  no   yes  no   no
urgent.handle       any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
warning.acknowledge about oneself, harmless to oneself, old                                                                     | no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  no
warning.acknowledge taken by oneself, other                                                                                     | no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no   no
window.reverse      any                                                                                                         | no   no   no   no   no   no   no   no   no   no   no   no   no   no   yes  no   no
"""


def rows():
    """Read the grid: a permission, the states of its subject, a yes or no for each kind of person."""
    for line in GRID.strip().splitlines():
        head, answers = line.split("|")
        permission, states = head.split(maxsplit=1)
        for state in states.split(","):
            yield P(permission), state.strip(), [word == "yes" for word in answers.split()]


ROWS = list(rows())


@pytest.mark.parametrize(
    ("permission", "state", "answers"), ROWS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_who_may(permission, state, answers):
    expected = dict(zip(PEOPLE, answers, strict=True))
    subject = SUBJECTS[OF[permission]][state]
    assert {name: allows(a, permission, subject(a)) for name, a in PEOPLE.items()} == expected


def test_every_permission_has_a_line_in_the_table():
    assert set(TABLE) == set(Permission)


def test_every_permission_is_read_out_above_once_in_every_state_of_its_subject():
    assert sorted((p, state) for p, state, _ in ROWS) == sorted((p, state) for p in P for state in SUBJECTS[OF[p]])


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
        ("visitor", story(raid=raid("read")), "read-only"),
        ("moderator", story(raid=raid("read")), "read-only"),
        ("owner", story(is_open=False, raid=raid("read")), "closed"),
        ("newcomer", story(raid=raid("older")), "too-new"),
        ("newcomer", story("paid", raid=raid("older")), "too-new"),
        ("lapsed", story(raid=raid("older")), "lapsed"),
    ],
)
def test_a_refusal_names_the_one_thing_that_is_missing(name, subject, word):
    assert missing(PEOPLE[name], P.COMMENT_CREATE, subject) == word


def test_a_warning_stands_in_the_way_of_writing_and_of_nothing_else():
    warned, free = PEOPLE["warned"], person(7, **FREE)
    assert missing(warned, P.COMMENT_CREATE, story()) == "warned"
    differ = {
        p
        for p, state, _ in ROWS
        for a in [SUBJECTS[OF[p]][state]]
        if allows(warned, p, a(warned)) != allows(free, p, a(free))
    }
    assert differ == {P.COMMENT_CREATE}


def test_a_role_rests_while_its_holder_is_suspended_or_banned():
    for role in (Role.MODERATOR, Role.EDITOR, Role.OWNER):
        for state in ({"suspended": True}, {"banned": True}):
            resting, reader = person(20, role=role, urgent=True, **state), person(20, **state)
            for p, name, _ in ROWS:
                subject = SUBJECTS[OF[p]][name](reader)
                assert allows(resting, p, subject) == allows(reader, p, subject), (role, p, name)


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


STAFF = ("moderator", "editor", "owner")


@pytest.mark.parametrize("name", STAFF)
def test_staff_without_the_second_factor_that_the_site_asks_for_may_what_a_reader_may(name):
    """In every line of the grid: a new permission cannot forget it. They still need no subscription to write."""
    without = replace(PEOPLE[name], factor_missing=True, urgent=True)
    reader = replace(without, role=Role.READER)
    for p, state, _ in ROWS:
        subject = SUBJECTS[OF[p]][state](reader)
        expected = allows(PEOPLE[name] if p is P.COMMENT_CREATE else reader, p, subject)
        assert allows(without, p, subject) == expected, (p, state)


@pytest.mark.parametrize("name", STAFF)
def test_a_refusal_names_the_second_factor_where_that_alone_is_missing(name):
    staff = PEOPLE[name]
    asked = [(p, SUBJECTS[OF[p]][state](staff)) for p, state, _ in ROWS if p is not P.COMMENT_CREATE]
    doors = [one for one in asked if allows(staff, *one) and not allows(replace(staff, role=Role.READER), *one)]
    assert {missing(replace(staff, factor_missing=True), *door) for door in doors} == {"second-factor"}


def test_what_a_role_would_not_open_either_is_not_blamed_on_the_second_factor():
    moderator = replace(PEOPLE["moderator"], factor_missing=True)
    assert missing(moderator, P.SETTINGS_EDIT) == "owner"
    assert missing(moderator, P.THREAD_LOCK, story()) == "second-factor"
    assert missing(replace(PEOPLE["editor"], factor_missing=True), P.THREAD_LOCK, story()) == "second-factor"
