"""For editors: the list of stories, one story as a form in the page's order or as a file, and its revisions."""

from flask import Flask, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.errors import Conflict, Invalid, NotFound
from discuss.stories import actions, comparing, formats, forms, queries
from discuss.stories.document import BadStory, StoryDocument, slug_of
from discuss.stories.forms import StoryForm
from discuss.stories.models import Story
from discuss.stories.page import NOISE_MEANINGS, NOISE_WORDS, Noise
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer

KINDS = {
    "text": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
ENDINGS = {"text": "txt", "markdown": "md", "json": "json"}
UNKNOWN_REVISION = {"": ["Load the page again: it does not say which revision you changed."]}
SCALE = [(Noise(level, NOISE_WORDS[level], ""), meaning) for level, meaning in NOISE_MEANINGS.items()]
Errors = dict[str, list[str]]


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/editor/stories", "editor_stories", editor_stories)
    app.add_url_rule("/editor/stories/new", "editor_new", editor_new)
    app.add_url_rule("/editor/stories", "editor_create", editor_create, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>", "editor_story", editor_story)
    app.add_url_rule("/editor/stories/<slug>", "editor_save", editor_save, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>/publish", "editor_publish", editor_publish, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>/withdraw", "editor_withdraw", editor_withdraw, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>/export", "editor_export", editor_export)
    app.add_url_rule("/editor/stories/<slug>/revisions/<int:number>", "editor_revision", editor_revision)


def editor_stories() -> ResponseReturnValue:
    """Every story, drafts and withdrawn ones included."""
    return render_template("stories/editor_list.html", stories=queries.all_stories())


def editor_new() -> ResponseReturnValue:
    """An empty form, or the place for a file."""
    if request.args.get("as") == "file":
        return _file_page(None, "", {})
    return _form_page(None, forms.BLANK, {})


def editor_create() -> ResponseReturnValue:
    """Store a story from the form, from a file, or from a file's text."""
    file = request.files.get("file")
    name = (file.filename or "") if file else ""
    if not name and "source" not in request.form:
        return _from_form(None)
    data = file.read() if file and name else request.form["source"].encode()
    try:
        story = actions.save(viewer(), formats.read(data, name))
    except BadStory as error:
        return _file_page(None, data.decode("utf-8", "replace"), error.fields), 422
    flash("The story is saved." if story.status == "published" else "The story is saved as a draft.", "done")
    return redirect(f"/editor/stories/{story.slug}", 303)


def editor_story(slug: str) -> ResponseReturnValue:
    """One story in a form, or as Markdown."""
    story = _story(slug)
    if request.args.get("as") == "file":
        return _file_page(story, formats.write(actions.document_of(story), "markdown"), {})
    return _form_page(story, forms.shown(actions.document_of(story)), {})


def editor_save(slug: str) -> ResponseReturnValue:
    """Store a revision."""
    story = _story(slug)
    if "source" not in request.form:
        return _from_form(story)
    source, seen = request.form["source"], _seen_revision()
    if seen is None:
        return _file_page(story, source, UNKNOWN_REVISION), 422
    try:
        actions.save(viewer(), formats.read(source.encode(), "story.md"), slug=slug, seen_revision=seen)
    except BadStory as error:
        return _file_page(story, source, error.fields), 422
    except Conflict as error:
        return _file_page(_story(slug), source, {"": [str(error)]}), 409
    flash("The story is saved.", "done")
    return redirect(f"/editor/stories/{slug}", 303)


def _from_form(story: Story | None) -> ResponseReturnValue:
    """Do what the pressed button says: rearrange the fields, or save them, and publish or show the page then."""
    form, wish = forms.sent(request.form), request.form.get("do", "save")
    if ":" in wish:
        return _form_page(story, forms.rearranged(form, wish), {}, unsaved=True)
    seen = _seen_revision() if story else 0
    if seen is None:
        return _form_page(story, form, UNKNOWN_REVISION), 422
    slug = story.slug if story else ""
    try:
        document = forms.read(form)
        if story is None and queries.find_story(document.slug or slug_of(document.headline)):
            raise Invalid({"slug": ["There is a story at this address. Choose another one, or edit that story."]})
        saved = actions.save(viewer(), document, slug=slug, seen_revision=seen, whole=True)
    except Invalid as error:
        return _form_page(story, form, error.fields), 422
    except Conflict as error:
        return _form_page(_story(slug) if slug else None, form, {"": [str(error)]}), 409
    if wish == "publish":
        actions.publish(viewer(), saved)
    flash("The story is saved and published." if wish == "publish" else "The story is saved.", "done")
    return redirect(f"/stories/{saved.slug}" if wish == "preview" else f"/editor/stories/{saved.slug}", 303)


def _seen_revision() -> int | None:
    # Saved without it, a change that somebody else made meanwhile would be overwritten unseen.
    return row_number(request.form.get("revision"))


def editor_publish(slug: str) -> ResponseReturnValue:
    """Show the story to everybody."""
    actions.publish(viewer(), _story(slug))
    flash("The story is published.", "done")
    return redirect(f"/editor/stories/{slug}", 303)


def editor_withdraw(slug: str) -> ResponseReturnValue:
    """Take the story away, with a reason."""
    story = _story(slug)
    try:
        actions.withdraw(viewer(), story, request.form.get("reason", ""))
    except Invalid as error:
        story = _story(slug)
        return _form_page(story, forms.shown(actions.document_of(story)), error.fields), 422
    flash("The story is withdrawn.", "done")
    return redirect(f"/editor/stories/{slug}", 303)


def editor_export(slug: str) -> ResponseReturnValue:
    """One story as a file."""
    form = request.args.get("format", "markdown")
    if form not in KINDS:
        raise NotFound
    response = make_response(formats.write(actions.document_of(_story(slug)), form))
    response.headers["Content-Type"] = KINDS[form]
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{ENDINGS[form]}"'
    return response


def editor_revision(slug: str, number: int) -> ResponseReturnValue:
    """One revision beside the one before it, and whole."""
    story = _story(slug)
    revision = queries.get_revision(story.id, number)
    before = queries.revision_before(story.id, number)
    source = formats.write(StoryDocument.from_dict(revision.document), "markdown")
    earlier = formats.write(StoryDocument.from_dict(before.document), "markdown") if before else ""
    return render_template(
        "stories/editor_revision.html", story=story, revision=revision, source=source,
        changes=comparing.compared(earlier, source) if before else [], before=before,
    )  # fmt: skip


def _story(slug: str) -> Story:
    story = queries.find_story(slug)
    if story is None:
        raise NotFound
    return story


def _file_page(story: Story | None, source: str, errors: Errors) -> str:
    return render_template("stories/editor_file.html", story=story, source=source, errors=errors)


def _form_page(story: Story | None, form: StoryForm, errors: Errors, *, unsaved: bool = False) -> str:
    return render_template(
        "stories/editor_story.html",
        story=story,
        form=form,
        errors=errors,
        unsaved=unsaved or bool(errors),
        checklist=forms.checklist(form),
        scale=SCALE,
        tied={element.public_id: element.comment_count for element in queries.elements(story.id)} if story else {},
        revisions=queries.revisions(story.id) if story else [],
    )
