"""One person on the desk: state, numbers, decisions, comments, notes, acts; and what waits for a second person."""

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts.models import Person
from discuss.decisions import ACTS
from discuss.decisions.acts import ALONE
from discuss.errors import Conflict, Invalid, TooFast
from discuss.moderation import actions, haste, queries
from discuss.moderation.forms import NoteForm, RulingForm, rule_choices
from discuss.moderation.views.closed_again import mailboxes
from discuss.policy import Permission, require
from discuss.web import cursors
from discuss.web.errors import retry_headers
from discuss.web.numbers import row_number
from discuss.web.sparing import render_sparing
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    person = "/moderation/people/<handle>"
    app.add_url_rule(person, "desk_person", desk_person)
    app.add_url_rule(f"{person}/decision", "decide_account", decide_account, methods=["POST"])
    app.add_url_rule(f"{person}/suspend", "suspend", decide_account, methods=["POST"])
    app.add_url_rule(f"{person}/removal", "remove_comments", remove_comments, methods=["POST"])
    app.add_url_rule(f"{person}/notes", "note_person", note_person, methods=["POST"])
    app.add_url_rule(f"{person}/proposals", "propose_ban", propose_ban, methods=["POST"])
    app.add_url_rule("/moderation/proposals", "proposals", proposals)
    app.add_url_rule("/moderation/proposals/<int:proposal_id>", "settle_proposal", settle_proposal, methods=["POST"])


def desk_person(handle: str) -> ResponseReturnValue:
    """One person: account state, decisions, comments, notes."""
    return _person_page(queries.get_person(viewer(), handle), RulingForm(), {})


def decide_account(handle: str) -> ResponseReturnValue:
    """Warn, pause, or look first at everything of an account, or end that."""
    person = queries.get_person(viewer(), handle)
    form = RulingForm()
    try:
        decision = actions.decide_account(viewer(), person, form.ruling())
    except (Invalid, Conflict) as error:
        return _refused(handle, form, error)
    flash(f"{ACTS[decision.action].done}; the person is told why.", f"undo:{decision.id}")
    return redirect(f"/moderation/people/{handle}", 303)


def remove_comments(handle: str) -> ResponseReturnValue:
    """Remove a person's published and held comments as one batch, each with its own decision."""
    person = queries.get_person(viewer(), handle)
    require(viewer(), Permission.PERSON_INSPECT, person)
    form = RulingForm()
    form.action.data = "remove"
    try:
        picks = queries.comments_of(viewer(), person.id, ACTS["remove"].statuses)
        done = actions.decide_many(viewer(), picks, form.ruling(), scope="account")
    except (Invalid, Conflict, TooFast) as error:
        return _refused(handle, form, error)
    if not done.decisions:
        return _refused(handle, form, Conflict("There is nothing left to remove."))
    flash(f"{len(done.decisions)} comments removed.{done.told_left}", f"undo:{done.decisions[0].id}")
    return redirect(f"/moderation/people/{handle}", 303)


def note_person(handle: str) -> ResponseReturnValue:
    """Leave a note about a person."""
    person = queries.get_person(viewer(), handle)
    try:
        actions.note(viewer(), person, NoteForm().note.data or "")
    except Invalid as error:
        return _refused(handle, RulingForm(), error)
    flash("Note saved. Only moderators see it.", "done")
    return redirect(f"/moderation/people/{handle}", 303)


def propose_ban(handle: str) -> ResponseReturnValue:
    """Propose to close an account for writing, for good; a second person confirms it."""
    person = queries.get_person(viewer(), handle)
    form = RulingForm()
    try:
        ruling = form.ruling()
        actions.propose(viewer(), person, ruling.rule, ruling.reason)
    except (Invalid, Conflict) as error:
        return _refused(handle, form, error)
    flash("Proposed. The account is closed when a second person confirms it.", "waiting")
    return redirect("/moderation/proposals", 303)


def proposals() -> ResponseReturnValue:
    """What waits for a second person."""
    return _proposals({})


def settle_proposal(proposal_id: int) -> ResponseReturnValue:
    """Confirm or refuse what somebody else proposed."""
    proposal = queries.get_proposal(viewer(), proposal_id)
    given = request.form.get("action")
    if given not in {"confirm", "refuse"}:
        errors = {"": ["Choose whether to confirm or to refuse it."]}
        return _proposals(errors), Invalid.status
    settled = actions.settle(viewer(), proposal, confirmed=given == "confirm")
    flash("Confirmed and carried out." if settled.state == "confirmed" else "Refused: nothing has changed.", "done")
    return redirect("/moderation/proposals", 303)


def _proposals(errors: dict[str, list[str]]) -> str:
    waiting = queries.open_proposals(viewer())
    asked = row_number(request.args.get("echoes", ""))
    looked = next((one for one, _, _ in waiting if one.id == asked and one.comment_id is not None), None)
    return render_template(
        "moderation/proposals.html",
        proposals=waiting,
        looked=looked,
        echoes=queries.echoes(viewer(), looked) if looked else [],
        looked_at=queries.LOOKED_AT,
        lengths=(queries.LINE, queries.SHORT),
        errors=errors,
    )


def _refused(handle: str, form: RulingForm, error: Invalid | Conflict | TooFast) -> ResponseReturnValue:
    fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
    return _person_page(queries.get_person(viewer(), handle), form, fields), error.status, retry_headers(error)


def _person_page(person: Person, form: RulingForm, errors: dict[str, list[str]]) -> str:
    before = cursors.read_number_cursor("person", request.args.get("after"))
    taken, cards = queries.about_person(viewer(), person, before)
    more = cursors.write_cursor("person", cards[-1].comment.id) if len(cards) == queries.PAGE else ""
    about = {
        "person": person,
        "decisions": taken,
        "latest": queries.latest_about_account(person.id),
        "more": more,
        "facts": queries.facts_of([person.id], mailboxes()),
        "reporting": queries.reporting_of(viewer(), person.id),
        "haste": haste,
        "repeated": queries.REPEATED,
        "span": queries.SPAN.days,
        "notes": queries.notes_about(viewer(), [person.id]),
        "proposal": queries.open_proposal(person.id, None),
        "form": form,
        "errors": errors,
        "acts": ACTS,
        "account_acts": ALONE["account"],
        "rule_choices": rule_choices,
    }
    return render_sparing(
        cards,
        lambda card: card.comment.id,
        lambda shown, left_out: render_template("moderation/person.html", cards=shown, left_out=left_out, **about),
    )
