"""Deciding: about one comment, many or a branch; taking back, claiming, noting, proposing."""

from flask import Flask, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.decisions import ACTS, Decision
from discuss.decisions.acts import UNDO
from discuss.decisions.rules import house_rules
from discuss.errors import Conflict, Invalid, TooFast
from discuss.moderation import actions, haste, queries
from discuss.moderation.batches import Done
from discuss.moderation.forms import NoteForm, PicksForm, RulingForm, rule_choices
from discuss.moderation.views.closed_again import mailboxes
from discuss.web.errors import retry_headers, wants_json
from discuss.web.next_path import safe_next
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation/comments/<int:comment_id>/decision", "decision_form", decision_form)
    app.add_url_rule("/moderation/comments/<int:comment_id>/decision", "decide", decide, methods=["POST"])
    app.add_url_rule("/moderation/decisions", "decide_many", decide_many, methods=["POST"])
    app.add_url_rule("/decisions/<int:decision_id>/undo", "undo", undo, methods=["POST"])
    app.add_url_rule("/moderation/comments/<int:comment_id>/claim", "claim", claim, methods=["POST"])
    app.add_url_rule("/moderation/claims/release", "release_claims", release_claims, methods=["POST"])
    app.add_url_rule("/moderation/comments/<int:comment_id>/notes", "note_comment", note_comment, methods=["POST"])
    app.add_url_rule(
        "/moderation/comments/<int:comment_id>/proposals", "propose_purge", propose_purge, methods=["POST"]
    )


def decision_form(comment_id: int) -> ResponseReturnValue:
    """One comment with everything a decision needs, and the forms to take it: the way without script."""
    return _decision_page(_comment(comment_id), RulingForm(request.args), {})


def decide(comment_id: int) -> ResponseReturnValue:
    """Take a decision about one comment, or about it and all below it (``scope`` = ``branch``)."""
    actor = viewer()
    comment = _comment(comment_id)
    form = RulingForm()
    try:
        if form.scope.data == "branch":
            done = actions.decide_branch(actor, comment, form.ruling())
            return _told_many(done)
        decision = actions.decide(actor, comment, form.ruling())
    except (Invalid, Conflict, TooFast) as error:
        if wants_json():
            raise
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        return _decision_page(_comment(comment_id), form, fields), error.status, retry_headers(error)
    return _told([decision])


def _comment(comment_id: int) -> Comment:
    """Staff see a comment's words in every state; ``get_comment`` says 404 for what is not there."""
    queries.check_told(viewer(), comment_id)
    return comments.get_comment(viewer(), comment_id)


def _told(taken: list[Decision], sentence: str = "") -> ResponseReturnValue:
    """Answer what was decided: to a script with each comment's present version, so that it can go on from there."""
    decision = taken[0]
    said = sentence or f"{ACTS[decision.action].done}."
    if wants_json():
        numbers = [one.comment_id for one in taken if one.comment_id]
        told = {"decision": decision.id, "said": said, "action": decision.action, "items": queries.versions(numbers)}
        return jsonify(told | ({"undo": int(UNDO.total_seconds())} if decision.action != "undo" else {}))
    flash(said, f"undo:{decision.id}" if decision.action != "undo" else "done")
    return redirect(safe_next(request.form.get("next"), "/moderation"), 303)


def _told_many(done: Done) -> ResponseReturnValue:
    if not done.decisions:
        raise Conflict(done.why_left or "Choose at least one comment.")
    number = len(done.decisions)
    said = f"{ACTS[done.decisions[0].action].done}: {number} comment{'' if number == 1 else 's'}."
    return _told(done.decisions, said + done.told_left)


def _decision_page(comment: Comment, form: RulingForm, errors: dict[str, list[str]]) -> str:
    card = queries.cards(viewer(), [comment.id])[0]
    return render_template(
        "moderation/decision.html",
        card=card,
        facts=queries.facts_of([card.author.id], mailboxes()),
        notes=queries.notes_about(viewer(), [card.author.id]),
        earlier=queries.earlier_about(viewer(), [card.author.id]),
        form=form,
        errors=errors,
        acts=ACTS,
        rules=house_rules(),
        rule_choices=rule_choices,
        proposal=queries.open_proposal(None, comment.id),
        next_path=safe_next(request.values.get("next"), "/moderation"),
    )


def decide_many() -> ResponseReturnValue:
    """Take one decision about every comment that was chosen."""
    actor = viewer()
    form = PicksForm()
    try:
        return _told_many(actions.decide_many(actor, form.picks(), form.ruling()))
    except (Invalid, Conflict, TooFast) as error:
        if wants_json():
            raise
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        cards = queries.cards(viewer(), [number for number, _ in form.picks()][:50])
        page = render_template(
            "moderation/many.html",
            cards=cards,
            chosen=len(form.picks()),
            haste=haste,
            form=form,
            errors=fields,
            acts=ACTS,
            rules=house_rules(),
            rule_choices=rule_choices,
            next_path=safe_next(request.form.get("next"), "/moderation"),
        )
        return page, error.status, retry_headers(error)


def undo(decision_id: int) -> ResponseReturnValue:
    """Take back one's own act within thirty seconds."""
    decision = queries.get_decision(viewer(), decision_id)
    done = actions.undo(viewer(), decision)
    number = len(done.decisions)
    said = "Taken back." if number == 1 else f"{number} decisions are taken back."
    if done.left:
        said += f" {len(done.left)} stand: somebody has changed the comments or decided about them since."
    return _told(done.decisions, said)


def claim(comment_id: int) -> ResponseReturnValue:
    """Say that one is looking at a comment, or let go of it."""
    comment = _comment(comment_id)
    wanted = request.form.get("action")
    if wanted == "claim":
        actions.claim(viewer(), comment)
    elif wanted == "release":
        actions.release(viewer(), comment.id)
    else:
        raise Invalid({"": ["Choose whether to claim it or to let go of it."]})
    if wants_json():
        return jsonify({"claimed": wanted == "claim"})
    return redirect(safe_next(request.form.get("next"), "/moderation"), 303)


def release_claims() -> ResponseReturnValue:
    """Let go of everything that one has claimed."""
    number = actions.release(viewer())
    flash(f"{number} item{'' if number == 1 else 's'} released.", "done")
    return redirect(safe_next(request.form.get("next"), "/moderation"), 303)


def note_comment(comment_id: int) -> ResponseReturnValue:
    """Leave a note about a comment and its author."""
    comment = _comment(comment_id)
    form = NoteForm()
    try:
        actions.note(viewer(), comment, form.note.data or "")
    except Invalid as error:
        if wants_json():
            raise
        return _decision_page(comment, RulingForm(), error.fields), 422
    if wants_json():
        return jsonify({"said": "Note saved."})
    flash("Note saved. Only moderators see it.", "done")
    return redirect(safe_next(request.form.get("next"), "/moderation"), 303)


def propose_purge(comment_id: int) -> ResponseReturnValue:
    """Propose to blank a removed comment's words everywhere; a second person confirms it."""
    comment = _comment(comment_id)
    form = RulingForm()
    try:
        ruling = form.ruling()
        actions.propose(viewer(), comment, ruling.rule, ruling.reason)
    except (Invalid, Conflict) as error:
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        return _decision_page(_comment(comment_id), form, fields), error.status
    flash("Proposed. The words are blanked when a second person confirms it.", "waiting")
    return redirect("/moderation/proposals", 303)
