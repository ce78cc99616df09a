"""Second looks, one at a time and blind; and how well decisions hold."""

from typing import Any

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.errors import Conflict, Invalid
from discuss.moderation import actions, queries
from discuss.moderation.agreement import ANSWERS
from discuss.moderation.forms import LookForm
from discuss.policy import Permission, allows
from discuss.web import cursors
from discuss.web.viewer import viewer


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/moderation/second-looks", "second_looks", second_looks)
    app.add_url_rule("/moderation/second-looks", "take_look", take_look, methods=["POST"])
    app.add_url_rule("/moderation/second-looks/<int:look_id>", "look_again", look_again, methods=["POST"])
    app.add_url_rule("/moderation/quality", "quality", quality)
    app.add_url_rule("/moderation/disagreements", "disagreements", disagreements)


def second_looks() -> ResponseReturnValue:
    """What lies before one, as it stood when somebody decided; else how much waits."""
    return _look_page(LookForm(), {})


def take_look() -> ResponseReturnValue:
    """Take the next one, from when on its decision is kept from oneself; or put it back."""
    actor = viewer()
    wanted = request.form.get("action")
    if wanted == "take":
        actions.take_look(actor)
    elif wanted == "put-back":
        actions.put_back(actor)
        flash("Put back. Somebody else gets it.", "done")
    else:
        raise Invalid({"": ["Choose whether to take the next one or to put yours back."]})
    return redirect("/moderation/second-looks", 303)


def look_again(look_id: int) -> ResponseReturnValue:
    """Give the second answer, and learn whether it is the first one's."""
    decision = queries.drawn_decision(viewer(), look_id)
    form = LookForm()
    try:
        pair = actions.look_again(viewer(), decision, form.action.data or "", form.chosen_rule)
    except (Invalid, Conflict) as error:
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        return _look_page(form, fields), error.status
    flash(f"You agree. {pair.said}" if pair.agree else f"You differ. {pair.said}", "done" if pair.agree else "info")
    return redirect("/moderation/second-looks", 303)


def quality() -> ResponseReturnValue:
    """How often second moderators agree, and how often appeals reverse: in numbers, without names for colleagues."""
    actor = viewer()
    compared = allows(actor, Permission.QUALITY_COMPARE)
    found = queries.quality(actor, compared=compared)
    return render_template("moderation/quality.html", quality=found, compared=compared, answers=ANSWERS, **_frame())


def disagreements() -> ResponseReturnValue:
    """Where two moderators differ, for the owner, who talks with both."""
    actor = viewer()
    before = cursors.read_number_cursor("disagreements", request.args.get("after"))
    found = queries.disagreements(actor, before)
    more = cursors.write_cursor("disagreements", found[-1][0].id) if len(found) == 50 else ""
    named = queries.names_of(actor, {number for _, _, pair in found for number in (pair.first_by, pair.second_by)})
    return render_template("moderation/disagreements.html", found=found, names=named, more=more)


def _look_page(form: LookForm, errors: dict[str, list[str]]) -> str:
    actor = viewer()
    taken = queries.find_taken(actor)
    return render_template(
        "moderation/second_looks.html",
        look=queries.get_look(actor, taken) if taken else None,
        waiting=len(queries.looks_waiting(actor)),
        form=form,
        errors=errors,
        answers=ANSWERS,
        **_frame(),
    )


def _frame() -> dict[str, Any]:
    return {"standing": queries.standing(viewer()), "queue": None}
