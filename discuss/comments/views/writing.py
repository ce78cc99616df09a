"""Writing: the composer's own page, posting, replying, previewing, editing, deleting."""

from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss import markup
from discuss.checks.words_file import WordsFile
from discuss.comments import actions, gate, queries
from discuss.comments.forms import CommentForm, DeleteForm, EditForm
from discuss.comments.models import Comment
from discuss.comments.screened import CommentSettings
from discuss.comments.views import composer
from discuss.config import Settings
from discuss.errors import (
    BadRequest,
    CannotStore,
    Conflict,
    DiscussError,
    Invalid,
    NotFound,
    NotPermitted,
    ParentGone,
    SignInRequired,
    TooFast,
)
from discuss.policy import Permission, missing, require
from discuss.stories import page as story_pages
from discuss.stories import queries as stories
from discuss.stories.models import Element, Story
from discuss.web import limits
from discuss.web.errors import retry_headers, wants_json
from discuss.web.numbers import row_number
from discuss.web.origin import came_from_here
from discuss.web.viewer import viewer

WAITS = "Your comment waits for review. Only you can see it until a moderator has looked at it."


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
    words: WordsFile = app.extensions["discuss.words-file"]
    app.extensions["discuss.comment-settings"] = CommentSettings(
        limit=settings.comment_limit, pace=settings.pace, words=words.lists
    )
    # The form itself checks its token: a stale one must give the text back instead of losing it on an error page.
    app.extensions["csrf"].exempt(post_comment)
    app.add_url_rule("/stories/<slug>/comments/new", "compose", compose)
    app.add_url_rule("/stories/<slug>/comments", "post_comment", post_comment, methods=["POST"])
    app.add_url_rule("/comments/<int:comment_id>/reply", "reply", reply)
    app.add_url_rule("/comments/preview", "preview", preview, methods=["POST"])
    app.add_url_rule("/comments/<int:comment_id>/edit", "edit_form", edit_form)
    app.add_url_rule("/comments/<int:comment_id>/edit", "edit", edit, methods=["POST"])
    app.add_url_rule("/comments/<int:comment_id>/delete", "delete_form", delete_form)
    app.add_url_rule("/comments/<int:comment_id>/delete", "delete", delete, methods=["POST"])


def compose(slug: str) -> ResponseReturnValue:
    """The composer as a page, for everybody: also for those who cannot post yet, whose text is kept."""
    story = stories.get_story(viewer(), slug)
    token = request.args.get("draft", "")[:100]
    # Not by a link on another site: it would put somebody else's words in the place of a text that waits here.
    if token and viewer().signed_in and came_from_here():
        actions.claim_draft(viewer(), token)
    parent = _parent(story, request.args.get("parent", ""))
    draft = queries.find_draft(viewer(), story.id, parent.id if parent else None)
    if draft is None and token:
        draft = queries.find_visitors_draft(actions.token_hash(token))
    values = (
        {"body": draft.body, "side": draft.side, "about": draft.about}
        if draft
        else {"about": request.args.get("about", "")}
    )
    return _composer_page(story, parent, values)


def reply(comment_id: int) -> ResponseReturnValue:
    """The composer for an answer, under the comment that it answers."""
    parent = queries.get_comment(viewer(), comment_id)
    story = queries.story_of(parent)
    draft = queries.find_draft(viewer(), story.id, parent.id)
    values = {"body": draft.body, "side": draft.side, "about": draft.about} if draft else {"about": parent.about}
    return _composer_page(story, parent, values)


def post_comment(slug: str) -> ResponseReturnValue:
    """Post a comment or reply; whatever stands in the way, the text is kept or given back."""
    actor = viewer()
    story, parts = stories.get_story_with_parts(actor, slug)
    form = CommentForm()
    valid = form.validate()
    given, parent_id = form.new_comment(), form.parent_id
    try:
        if form.csrf_token.errors:
            raise BadRequest("This page had been open for too long. Your text is kept: check it and post it again.")
        if not valid:
            raise Invalid({name: [str(text) for text in texts] for name, texts in form.errors.items()})
        parent = _parent(story, (form.parent.data or "").strip())
        if actor.signed_in:
            limits.spend("post-account", str(actor.id))
        _check_choices(parts, given.side, given.about)
        comment = actions.post(actor, story, given, parent, _settings())
    except SignInRequired:
        return _keep_for_visitor(story, given, parent_id)
    except (BadRequest, Invalid, NotPermitted, TooFast, Conflict, CannotStore) as error:
        return _given_back(story, given, parent_id, error)
    if comment.status == "held":
        flash(WAITS, "waiting")
    else:
        flash("Your comment is posted. You can edit it for 15 minutes.", "done")
    return redirect(f"/stories/{slug}/comments/{comment.id}", 303)


def _keep_for_visitor(story: Story, given: actions.NewComment, parent_id: int | None) -> ResponseReturnValue:
    """Nobody is signed in: keep the text under a secret and lead to signing in and back."""
    way_back = f"/stories/{story.slug}/comments/new"
    query = [f"parent={parent_id}"] if parent_id else []
    if given.body.strip():
        limits.spend("draft-network", limits.network())
        query.append(f"draft={actions.keep_draft(viewer(), story, given, parent_id)}")
    if wants_json():
        raise SignInRequired
    target = way_back + ("?" + "%26".join(query).replace("=", "%3D") if query else "")
    return redirect(f"/sign-in?next={target.replace('?', '%3F')}", 303)


def _given_back(
    story: Story, given: actions.NewComment, parent_id: int | None, error: DiscussError
) -> ResponseReturnValue:
    """The composer again, filled in, with the reason; what may be sent later is kept on the server too."""
    # A visitor has it in the form alone: nobody could find again what was kept without an account or a secret.
    if viewer().signed_in and error.status in {402, 403, 429} and not isinstance(error, CannotStore):
        actions.keep_draft(viewer(), story, given, parent_id)
    if wants_json():
        raise error
    parent = None
    if parent_id and not isinstance(error, ParentGone):
        parent = _find_parent(story, parent_id)
    values = {"body": given.body, "side": given.side, "about": given.about, "parent": parent_id or ""}
    return _composer_page(story, parent, values, error)


def _composer_page(
    story: Story, parent: Comment | None, values: dict[str, Any], error: DiscussError | None = None
) -> ResponseReturnValue:
    actor = viewer()
    word = missing(actor, Permission.COMMENT_CREATE, story)
    view = story_pages.present(story, stories.elements(story.id))
    errors = error.fields if isinstance(error, Invalid) else {}
    # Where replies were closed meanwhile, the form makes a comment of its own: sent as a reply it would be refused.
    answering = None if parent and parent.replies_muted else parent
    page = render_template(
        "comments/compose.html",
        story=view,
        parent=parent,
        answering=answering,
        parent_author=queries.author_of(parent) if parent else None,
        values=values if answering is parent else values | {"parent": ""},
        errors=errors,
        error=error,
        missing=word,
        told=composer.told_before(actor, story, queries.at_the_form(actor, story.id, None)) if not word else [],
        key=composer.new_key(),
    )
    return page, error.status if error else 200, retry_headers(error)


def preview() -> ResponseReturnValue:
    """Show how a text will look: the same rendering as when it is posted, as a page or a fragment for scripts."""
    limits.spend("preview-account", str(viewer().id or limits.network()))
    form = CommentForm()
    body = markup.clean_text(form.body.data or "")
    errors: dict[str, list[str]] = {}
    html = ""
    try:
        markup.check(body, _settings().limit)
        html = markup.to_html(body)
    except Invalid as error:
        errors = error.fields
    status = 422 if errors else 200
    if request.headers.get("X-Requested-With") == "fetch":
        return render_template("comments/_preview.html", html=html, errors=errors), status
    slug = request.form.get("story", "")
    story = stories.get_story(viewer(), slug)
    view = story_pages.present(story, stories.elements(story.id))
    parent = _find_parent(story, form.parent_id) if form.parent_id else None
    values = {
        "body": form.body.data or "",
        "side": form.side.data,
        "about": form.about.data,
        "parent": form.parent_id or "",
    }
    key = form.idempotency_key.data or composer.new_key()
    return render_template(
        "comments/preview.html", story=view, parent=parent, html=html, values=values, errors=errors, key=key,
        missing=missing(viewer(), Permission.COMMENT_CREATE, story),
    ), status  # fmt: skip


def edit_form(comment_id: int) -> ResponseReturnValue:
    """The own comment in a form."""
    comment = queries.get_comment(viewer(), comment_id)
    require(viewer(), Permission.COMMENT_EDIT, comment)
    return _edit_page(comment, comment.body, {})


def edit(comment_id: int) -> ResponseReturnValue:
    """Change the own comment."""
    comment = queries.get_comment(viewer(), comment_id)
    story = queries.story_of(comment)
    address = f"/stories/{story.slug}/comments/{comment_id}"
    require(viewer(), Permission.COMMENT_EDIT, comment)
    form = EditForm()
    try:
        limits.spend("edit-account", str(viewer().id))
        shown = actions.edit(viewer(), comment, form.body.data or "", _settings())
    except (Invalid, Conflict, TooFast, CannotStore) as error:
        fields = error.fields if isinstance(error, Invalid) else {"": [str(error)]}
        comment = queries.get_comment(viewer(), comment_id)
        return *_edit_page(comment, form.body.data or "", fields, error.status), retry_headers(error)
    if shown:
        flash("Your change is saved.", "done")
    else:
        held = queries.get_comment(viewer(), comment_id).status == "held"
        flash(WAITS if held else "Your change waits for a moderator; the old text stays until then.", "waiting")
    return redirect(address, 303)


def _edit_page(comment: Comment, body: str, errors: dict[str, list[str]], status: int = 200) -> tuple[str, int]:
    story = queries.story_of(comment)
    waits = gate.edit_waits(viewer(), story, comment)
    page = render_template("comments/edit.html", comment=comment, story=story, body=body, errors=errors, waits=waits)
    return page, status


def delete_form(comment_id: int) -> ResponseReturnValue:
    """Ask before deleting."""
    comment = queries.get_comment(viewer(), comment_id)
    require(viewer(), Permission.COMMENT_DELETE, comment)
    return render_template("comments/delete.html", comment=comment, story=queries.story_of(comment))


def delete(comment_id: int) -> ResponseReturnValue:
    """Delete the own comment."""
    comment = queries.get_comment(viewer(), comment_id)
    story = queries.story_of(comment)
    DeleteForm()
    actions.withdraw(viewer(), comment)
    flash("Your comment is deleted.", "done")
    return redirect(f"/stories/{story.slug}#discussion", 303)


def _settings() -> CommentSettings:
    settings: CommentSettings = current_app.extensions["discuss.comment-settings"]
    return settings


def _parent(story: Story, given: str) -> Comment | None:
    """Return the comment being answered. Gone or hidden is a :class:`ParentGone`, never a hint of what is there."""
    if not given:
        return None
    number = row_number(given)
    parent = _find_parent(story, number) if number else None
    if parent is None:
        raise ParentGone
    return parent


def _find_parent(story: Story, parent_id: int) -> Comment | None:
    try:
        return queries.get_comment_of(viewer(), story, parent_id)
    except NotFound:
        return None


def _check_choices(present: list[Element], side: str, about: str) -> None:
    """A side and a part are among the story's own."""
    errors = {}
    if side and side not in {element.slug for element in present if element.kind == "side"}:
        errors["side"] = ["Choose one of the sides of this story, or no side."]
    if about and about not in {element.public_id for element in present}:
        errors["about"] = ["Choose one of the parts of this story, or none."]
    if errors:
        raise Invalid(errors)
