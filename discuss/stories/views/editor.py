"""For editors: the list of stories, and one story as a form holding its Markdown, with preview by its own page."""

from flask import Flask, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.errors import Conflict, Invalid, NotFound
from discuss.policy import Permission, require
from discuss.stories import actions, formats, queries
from discuss.stories.document import BadStory, StoryDocument
from discuss.stories.models import Story
from discuss.web.viewer import viewer

KINDS = {
    "text": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
ENDINGS = {"text": "txt", "markdown": "md", "json": "json"}
BLANK = StoryDocument(headline="Headline of the story")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/editor/stories", "editor_stories", editor_stories)
    app.add_url_rule("/editor/stories/new", "editor_new", editor_new)
    app.add_url_rule("/editor/stories", "editor_import", editor_import, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>", "editor_story", editor_story)
    app.add_url_rule("/editor/stories/<slug>", "editor_save", editor_save, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>/publish", "editor_publish", editor_publish, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>/withdraw", "editor_withdraw", editor_withdraw, methods=["POST"])
    app.add_url_rule("/editor/stories/<slug>/export", "editor_export", editor_export)
    app.add_url_rule("/editor/stories/<slug>/revisions/<int:number>", "editor_revision", editor_revision)


def editor_stories() -> ResponseReturnValue:
    """Every story, drafts and withdrawn ones included."""
    require(viewer(), Permission.STORY_EDIT)
    return render_template("stories/editor_list.html", stories=queries.all_stories())


def editor_new() -> ResponseReturnValue:
    """An empty form."""
    require(viewer(), Permission.STORY_EDIT)
    return _form(None, "", {})


def editor_import() -> ResponseReturnValue:
    """Store a story from a file, or from the text in the form."""
    require(viewer(), Permission.STORY_EDIT)
    file = request.files.get("file")
    name = (file.filename or "") if file else ""
    data = file.read() if file and name else request.form.get("source", "").encode()
    try:
        story = actions.save(viewer(), formats.read(data, name))
    except BadStory as error:
        return _form(None, data.decode("utf-8", "replace"), error.fields), 422
    flash("The story is saved as a draft.", "done")
    return redirect(f"/editor/stories/{story.slug}", 303)


def editor_story(slug: str) -> ResponseReturnValue:
    """One story in a form."""
    require(viewer(), Permission.STORY_EDIT)
    story = _story(slug)
    return _form(story, formats.write(actions.document_of(story), "markdown"), {})


def editor_save(slug: str) -> ResponseReturnValue:
    """Store a revision."""
    require(viewer(), Permission.STORY_EDIT)
    story = _story(slug)
    source = request.form.get("source", "")
    seen = request.form.get("revision", "")
    if not seen.isdecimal() or len(seen) > 8:
        # Saved without it, a change that somebody else made meanwhile would be overwritten unseen.
        return _form(story, source, {"": ["Load the page again: it does not say which revision you changed."]}), 422
    try:
        actions.save(viewer(), formats.read(source.encode(), "story.md"), slug=slug, seen_revision=int(seen))
    except BadStory as error:
        return _form(story, source, error.fields), 422
    except Conflict as error:
        return _form(_story(slug), source, {"": [str(error)]}), 409
    flash("The story is saved.", "done")
    return redirect(f"/editor/stories/{slug}", 303)


def editor_publish(slug: str) -> ResponseReturnValue:
    """Show the story to everybody."""
    require(viewer(), Permission.STORY_EDIT)
    actions.publish(viewer(), _story(slug))
    flash("The story is published.", "done")
    return redirect(f"/editor/stories/{slug}", 303)


def editor_withdraw(slug: str) -> ResponseReturnValue:
    """Take the story away, with a reason."""
    require(viewer(), Permission.STORY_EDIT)
    story = _story(slug)
    try:
        actions.withdraw(viewer(), story, request.form.get("reason", ""))
    except Invalid as error:
        story = _story(slug)
        return _form(story, formats.write(actions.document_of(story), "markdown"), error.fields), 422
    flash("The story is withdrawn.", "done")
    return redirect(f"/editor/stories/{slug}", 303)


def editor_export(slug: str) -> ResponseReturnValue:
    """One story as a file."""
    require(viewer(), Permission.STORY_EDIT)
    form = request.args.get("format", "markdown")
    if form not in KINDS:
        raise NotFound
    response = make_response(formats.write(actions.document_of(_story(slug)), form))
    response.headers["Content-Type"] = KINDS[form]
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{ENDINGS[form]}"'
    return response


def editor_revision(slug: str, number: int) -> ResponseReturnValue:
    """One earlier revision, to read."""
    require(viewer(), Permission.STORY_EDIT)
    story = _story(slug)
    revision = queries.get_revision(story.id, number)
    document = StoryDocument.from_dict(revision.document)
    return render_template(
        "stories/editor_revision.html", story=story, revision=revision, source=formats.write(document, "markdown")
    )


def _story(slug: str) -> Story:
    story = queries.find_story(slug)
    if story is None:
        raise NotFound
    return story


def _form(story: Story | None, source: str, errors: dict[str, list[str]]) -> str:
    return render_template(
        "stories/editor_story.html",
        story=story,
        source=source or formats.write(BLANK, "markdown"),
        errors=errors,
        revisions=queries.revisions(story.id) if story else [],
    )
