"""Blanking words for legal reasons: two people, and no byte of them is left in the database's files."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, text, update

from discuss import clock
from discuss.accounts.models import Person
from discuss.comments import actions as comments
from discuss.comments.models import Comment, Draft
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.errors import Conflict
from discuss.mail import Mail
from discuss.moderation import actions, queries
from discuss.moderation.models import Order, Proposal
from discuss.moderation.rulings import Ruling
from discuss.notifications.decisions import Letters
from discuss.policy import VISITOR
from discuss.stories.models import Story
from tests import factories as make
from tests.services.statements import noted

SECRET = "zqxjkvbpurgedwordszqxjkv"


def removed_with_traces():
    """A removed comment whose words also stand in wordings, quotation, report, note, notice, order, appeal and mail."""
    author, moderator = make.person(), make.actor(make.moderator())
    comment = make.comment(by=author, body=f"First {SECRET} words.")
    comments.edit(make.actor(author), comment, f"Then {SECRET} others.", make.SETTINGS)
    actions.report(
        make.actor(make.person()),
        comment,
        actions.Complaint(category="private-details", explanation=f"It says {SECRET}."),
    )
    comment = db.session.get_one(Comment, comment.id)
    ruling = Ruling(action="remove", rule=4, reason="It names a child.", version=comment.version)
    make.notice(comment, explanation=f"It says {SECRET}, which is forbidden.", law=f"Who says {SECRET} is punished.")
    decision = actions.decide(moderator, comment, ruling)
    actions.appeal(make.actor(author), decision, f"Why should I not say {SECRET}?")
    _write_the_mail_about(decision)
    order = make.order(about=f"Remove /stories/a-bridge/comments/{comment.id},\nwhich says {SECRET}.")
    actions.settle_order(make.actor(make.moderator(handles_urgent=True)), order, "done", f"{SECRET} gone.", clock.now())
    actions.note(moderator, db.session.get_one(Comment, comment.id), f"It said {SECRET}.")
    return db.session.get_one(Comment, comment.id)


def _write_the_mail_about(decision):
    """Put the statement of reasons, which quotes the words, into the outbox, where no mail server takes it."""
    with transaction():
        Letters("http://127.0.0.1:8000", "Discuss").tell(1, None, {"decision_id": decision.id})
    assert SECRET in db.session.scalars(select(Mail.body).where(Mail.cause.like("decision:%:person:%"))).one()


def confirmed(comment):
    """Have two people blank the words of ``comment``; return the proposal."""
    proposal = actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    settled = actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    number = settled.id
    db.session.rollback()  # a transaction that is older than the purge would keep its words in the files
    db.session.expire_all()
    return number


def finished(number):
    db.session.rollback()
    db.session.expire_all()
    done = db.session.get_one(Proposal, number).scrubbed_at is not None
    db.session.rollback()  # whoever reads keeps the log of pages from being emptied, this test included
    return done


def in_the_files():
    """Say whether the words stand in any file of the database, its log of pages included on SQLite."""
    if db.engine.dialect.name == "sqlite":
        file = Path(db.engine.url.database)
        return any(SECRET.encode() in path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # what it takes samples of is in a file as well
        connection.execute(text("CHECKPOINT"))
        folder = connection.scalar(text("SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"))
        found = "position(CAST(:words AS bytea) IN pg_read_binary_file(:folder || '/' || name, 0, :most, true)) > 0"
        return connection.scalar(
            text(f"SELECT bool_or({found}) FROM pg_ls_dir(:folder) AS name"),
            {"words": SECRET.encode(), "folder": folder, "most": 2**28},
        )


def test_no_byte_of_the_words_is_left_in_the_files_and_the_record_stands(app_context, run_jobs):
    assert not in_the_files()
    comment = removed_with_traces()
    db.session.rollback()
    assert in_the_files()
    number = confirmed(comment)
    run_jobs()
    assert finished(number)
    assert not in_the_files()
    taken = [decision.action for decision in db.session.query(Decision).order_by(Decision.id)]
    assert taken[-2:] == ["remove", "purge"]


@pytest.mark.database("sqlite")
def test_files_that_somebody_reads_are_cleaned_by_the_job_once_they_do_not(app_context, run_jobs):
    comment = removed_with_traces()
    db.session.rollback()
    with db.engine.connect() as reader:
        reader.execute(select(Comment.id)).all()  # keeps the pages of this moment, so that they stay in the log
        number = confirmed(comment)
        assert not finished(number)
    run_jobs()
    assert finished(number)
    assert not in_the_files()


@pytest.mark.database("postgresql")
def test_tables_that_somebody_holds_are_cleaned_by_the_job_later(app_context):
    number = confirmed(removed_with_traces())
    with db.engine.connect() as reader:
        reader.execute(select(Comment.id)).all()  # its lock keeps the table from being rewritten
        assert actions.finish_purges() == 0
    assert not finished(number)
    assert actions.finish_purges() == 1
    assert actions.finish_purges() == 0
    assert not in_the_files()


@pytest.mark.database("postgresql")
def test_what_an_earlier_transaction_could_still_read_is_cleaned_by_the_job_once_it_has_ended(app_context):
    comment = removed_with_traces()
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        reader.execute(select(Story.id)).all()  # of another table, which nothing locks or rewrites
        number = confirmed(comment)
        assert actions.finish_purges() == 0
        assert not finished(number)
    assert actions.finish_purges() == 1
    assert not in_the_files()


def test_the_words_are_in_no_row_and_cannot_be_brought_back(app_context, visitor):
    comment = removed_with_traces()
    story, author = db.session.get_one(Story, comment.story_id), db.session.get_one(Person, comment.author_id)
    quoting = f"> FIRST {SECRET} words.\n\nHow can you say so?"
    for writer, words in (
        (make.actor(author), f"Then {SECRET} others."),
        (VISITOR, f"As said: Then {SECRET} others."),
        (make.actor(make.person()), quoting),
    ):
        comments.keep_draft(writer, story, comments.NewComment(body=words), None)
    comments.keep_draft(make.actor(author), make.story(), comments.NewComment(body="Something else."), None)
    innocent = "> A line of somebody else that is quoted here.\n\nFirst of all, I agree."
    comments.keep_draft(make.actor(make.person()), story, comments.NewComment(body=innocent), None)
    confirmed(comment)
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            assert SECRET not in str(connection.execute(table.select()).all()), table.name
    assert [draft.body for draft in db.session.scalars(select(Draft))] == ["Something else.", innocent]
    comment = db.session.get_one(Comment, comment.id)
    restore, moderator = Ruling(action="restore", reason="Perhaps.", version=comment.version), make.moderator()
    with pytest.raises(Conflict, match="blanked"):
        actions.decide(make.actor(moderator), comment, restore)
    with pytest.raises(Conflict, match="blank already"):
        actions.propose(make.actor(moderator), comment, 4, "Once more.")


def test_an_order_keeps_the_addresses_that_it_names_and_loses_the_words_that_are_blanked(app_context):
    line = "The child of the man who runs it lives at 5 Mill Lane."
    comment = make.comment(body=f"Look.\n{line}\n> Those who are quoted here have said it first.", status="removed")
    site, address = "https://discuss.example", f"/stories/a-bridge/comments/{comment.id}"
    naming = make.order(about=f"Take {site}{address} and {site}/people/ada away: it says where a child lives.")
    quoting = make.order(about=f'Remove what says\n"{line.upper()}"\nwherever it stands. Look at {address}0.')
    other = make.order(about=f"Who wrote {address}1? Those who are quoted here have said it first. Look.")
    confirmed(comment)
    blanked = "The words were blanked for legal reasons."
    assert [order.about for order in db.session.scalars(select(Order).order_by(Order.id))] == [
        f"{blanked}\n{site}{address}\n{site}/people/ada",
        f"Remove what says\n{blanked}\nwherever it stands. Look at {address}0.",
        other.about,
    ]
    assert {order.state for order in (naming, quoting, other)} == {"open"}


def test_an_order_loses_the_words_also_where_only_what_was_done_names_the_comment(app_context):
    comment = make.comment(status="removed")
    address, desk = f"/stories/a-bridge/comments/{comment.id}", f"/moderation/comments/{comment.id}/decision"
    story = f"/stories/a-bridge?sort=newest&after=new-1.2z#c{comment.id}"
    about, outcome = f"Remove what says {SECRET}.", f"Removed {address}, which said {SECRET}. ({desk}.)"
    order = make.order(about=about)
    actions.settle_order(make.actor(make.moderator(handles_urgent=True)), order, "done", outcome, clock.now())
    make.order(about=f"{SECRET} stands in {story}, and /stories/a-bridge?{SECRET}=1 shows it.")
    make.order(about=f"{SECRET} stands in comments/{comment.id}, that is /comments/{comment.id}.")
    confirmed(comment)
    blanked = "The words were blanked for legal reasons."
    assert [(order.about, order.outcome) for order in db.session.scalars(select(Order).order_by(Order.id))] == [
        (blanked, f"{blanked}\n{address}\n{desk}"),
        (f"{blanked}\n{story}\n/stories/a-bridge", ""),
        (f"{blanked}\n/comments/{comment.id}", ""),
    ]


def test_a_statement_that_is_on_its_way_is_not_sent_again(app_context, run_jobs, mailbox):
    comment = removed_with_traces()
    author = db.session.get_one(Person, comment.author_id)
    confirmed(comment)
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        run_jobs()
    assert [SECRET in mail.as_string() for mail in mailbox.all(author.email)].count(True) == 0


@pytest.mark.database("sqlite")
def test_what_is_back_on_the_page_meanwhile_keeps_its_words(app_context):
    comment = removed_with_traces()
    proposal = actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    restore = Ruling(action="restore", reason="It was no name.", version=comment.version)
    actions.decide(make.actor(make.moderator()), db.session.get_one(Comment, comment.id), restore)
    with pytest.raises(Conflict, match="back on the page"):
        actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    db.session.expire_all()
    assert SECRET in db.session.get_one(Comment, comment.id).body
    assert db.session.get_one(Proposal, proposal.id).state == "open"


@pytest.mark.database("sqlite")
def test_a_comment_that_stands_is_removed_before_its_words_are_blanked(app_context):
    comment = make.comment()
    with pytest.raises(Conflict, match="Remove the comment first"):
        actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    with transaction() as session:
        session.execute(update(Comment).where(Comment.id == comment.id).values(status="removed", shown=False))
    assert (
        actions.propose(make.actor(make.moderator()), db.session.get_one(Comment, comment.id), 4, "So.").state == "open"
    )


def test_whoever_proposes_and_whoever_settles_sees_who_else_has_these_words(app_context, visitor):
    story, line = make.story(), "The child of 100% of_them lives at 5 Mill Lane."
    author = make.person()
    comment = make.comment(on=story, by=author, body=f"{line}\n\nSo there.")
    comments.edit(make.actor(author), comment, "Something harmless, that everybody may read and repeat.", make.SETTINGS)
    quoting = make.comment(on=story, body=f"> {line}\n\nHow can you say so?")
    writer = make.person()
    reworded = make.comment(on=story, by=writer, body=line.upper())
    comments.edit(make.actor(writer), reworded, "I have thought better of it.", make.SETTINGS)
    removed = make.comment(on=story, body=f"As he said: {line}", status="removed")
    for body in ("So there.", line.replace("%", " per cent"), line.replace("_", " ")):
        make.comment(on=story, body=body)
    make.comment(body=line)
    comment = db.session.get_one(Comment, comment.id, populate_existing=True)
    decided = Ruling(action="remove", rule=4, reason="It names a child.", version=comment.version)
    first, second = make.moderator(), make.moderator()
    actions.decide(make.actor(first), comment, decided)
    proposal = actions.propose(make.actor(first), db.session.get_one(Comment, comment.id), 4, "A court has ordered it.")
    found = queries.echoes(make.actor(second), proposal)
    assert found == [(removed.id, "removed"), (reworded.id, "published"), (quoting.id, "published")]
    for person in (first, second):
        page = visitor(person).get("/moderation/proposals").text
        assert f"Comment {quoting.id}</a>" not in page
        link = f"/moderation/proposals?echoes={proposal.id}"
        assert link in page
        page = visitor(person).get(link).text
        assert f'<a href="/moderation/comments/{quoting.id}/decision">Comment {quoting.id}</a> (published)' in page
        assert line not in page


def test_a_short_wording_that_says_where_somebody_lives_goes_where_it_is_repeated_as_a_line(app_context, visitor):
    story, line = make.story(), "Jane lives at 5 Mill Lane."
    comment = make.comment(on=story, body=line, status="removed")
    quoting = make.comment(on=story, body=f"> {line.upper()}\n\nHow can you say so?")
    within = f"Nobody wants to know that {line}"
    make.comment(on=story, body=within)
    for body in (f"> {line}\n\nHow can you say so?", line.casefold(), within):
        comments.keep_draft(make.actor(make.person()), story, comments.NewComment(body=body), None)
    order = make.order(about=f"Remove what says\n> {line}\nwherever it stands.")
    proposal = actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    page = visitor(make.moderator()).get(f"/moderation/proposals?echoes={proposal.id}").text
    assert queries.echoes(make.actor(make.moderator()), proposal) == [(quoting.id, "published")]
    assert "A line of 30 characters or more counts wherever it stands." in page
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    db.session.expire_all()
    assert [draft.body for draft in db.session.scalars(select(Draft))] == [within]
    blanked = "The words were blanked for legal reasons."
    assert db.session.get_one(Order, order.id).about == f"Remove what says\n{blanked}\nwherever it stands."


@pytest.mark.parametrize(
    ("wording", "counts"),
    [
        ("Jane lives in Riga.", ["jane lives in riga"]),
        ("I agree.", []),
        ("So there.\nThank you for saying so.", []),
        ("Call him:\n> 020 7946 0018", ["020 7946 0018"]),
        ("Look.\n5 Mill Lane", ["5 mill lane"]),
        ("Look.\nLindenweg 7", ["lindenweg 7"]),
        ("Look.\nada@home.example", ["ada@home.example"]),
        ("Look.\nhttps://a.example/b", ["https://a.example/b"]),
        ("Look.\nada.example/me", ["ada.example/me"]),
        ("Look.\nSo says @ada there.", []),
        ("Look.\nall 20 in Mill lane", []),
        ("Look.\nFlat 3", []),
        ("Look.\n2. “5 Mill Lane”.", ["2. “5 mill lane", "5 mill lane"]),
        ("Look.\n12. Mai 1980", ["12. mai 1980"]),
        (
            "Look.\nA line that nobody writes by chance\n5 Mill Lane",
            ["a line that nobody writes by chance", "5 mill lane"],
        ),
    ],
)
def test_short_lines_count_that_are_all_that_was_said_or_hold_an_address_or_a_number(wording, counts):
    assert queries.lines_of([wording]) == counts


@pytest.mark.parametrize(
    "repeated",
    [
        "5 Mill Lane", "5 mill lane!", '"5 Mill Lane."', "'5 Mill Lane'", "“5 Mill Lane.”", "„5 Mill Lane“",
        "«\xa05 Mill Lane\xa0»", "‘5 Mill Lane’,", "- 5 Mill Lane", "* 5 Mill Lane", "1. 5 Mill Lane",  # noqa: RUF001 - these marks are meant
        '> 2) "5 Mill Lane"', "(5 Mill Lane)", "• 5 Mill Lane …",
    ],
)  # fmt: skip
def test_marks_around_a_line_hide_no_repetition_of_it(repeated):
    for said in ("5 Mill Lane", "- 5 Mill Lane.", "3) **5 Mill Lane**"):
        lines = queries.lines_of([f"Look.\n{said}\nSo there."])
        assert queries.holds_one(f"Is it true?\n{repeated}\nI wonder.", lines)
        assert not queries.holds_one("Is it true?\nNobody lives at 5 Mill Lane any more.", lines)


def test_a_line_of_a_thousand_numbers_or_marks_is_read_as_well():
    lines = queries.lines_of(["Look.\n5 Mill Lane"])
    for line in ("1. " * 3000, "*" * 10_000, "a " * 5000):
        assert not queries.holds_one(line, lines)
        assert len(queries.lines_of([line])) <= 2


def test_many_long_lines_crowd_no_short_one_out():
    long = [f"Line {number} of a long speech that goes on." for number in range(30)]
    lines = queries.lines_of(["\n".join([*long, "5 Mill Lane"])])
    assert len(lines) == 21
    assert lines[-1] == "5 mill lane"


def test_the_page_of_proposals_costs_as_many_statements_for_many_as_for_one(app_context, visitor):
    somebody, costs = visitor(make.moderator()), []
    for number in (1, 4):
        story = make.story()
        for _ in range(number):
            comment = make.comment(on=story, status="removed", body="A line that is long enough to be looked for.")
            proposal = actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
        somebody.get("/moderation/proposals")
        for page in ("/moderation/proposals", f"/moderation/proposals?echoes={proposal.id}"):
            with noted(without=("BEGIN", "SAVEPOINT", "RELEASE")) as sent:
                assert somebody.get(page).status_code == 200
            costs.append(len(sent))
    assert costs[:2] == costs[2:]
    assert costs[1] - costs[0] <= 4


def test_capitals_that_fold_into_two_signs_hide_no_repetition():
    lines = queries.lines_of(["Look.\n12 İSTİKLAL CADDESİ\nSo there."])
    assert queries.holds_one("Is it true?\n12 İSTİKLAL CADDESİ\nI wonder.", lines)


def test_an_order_that_was_followed_and_then_marked_as_a_mistake_loses_the_words(app_context):
    comment, actor = (
        make.comment(body="12 Elm Street", status="removed"),
        make.actor(make.moderator(handles_urgent=True)),
    )
    order = make.order(about="Remove where he lives.")
    actions.settle_order(actor, order, "done", "12 Elm Street", clock.now())
    actions.mark_order_mistaken(actor, db.session.get_one(Order, order.id), "It was recorded twice.")
    confirmed(comment)
    (kept,) = db.session.scalars(select(Order.outcome))
    assert "Elm" not in kept
    assert "It was recorded twice." in kept


def test_what_follows_an_address_without_a_blank_is_no_part_of_it(app_context):
    comment = make.comment(status="removed")
    address = f"/stories/a-bridge/comments/{comment.id}"
    make.order(about=f"{address}\u8fd9\u6761\u8bc4\u8bba")
    make.order(about=f"See #c{comment.id} and /stories/a-bridge#Jane_12_Elm_Street")
    confirmed(comment)
    blanked = "The words were blanked for legal reasons."
    assert list(db.session.scalars(select(Order.about).order_by(Order.id))) == [
        f"{blanked}\n{address}",
        f"{blanked}\n#c{comment.id}\n/stories/a-bridge",
    ]
