"""``discuss stories``: importing and exporting."""

from pathlib import Path

import click
from flask.cli import AppGroup

from discuss.accounts.actions import note_export
from discuss.errors import NotFound
from discuss.policy import SYSTEM
from discuss.stories import actions, formats, queries
from discuss.stories.document import SLUG, BadStory

group = AppGroup("stories", help="Import and export stories.")


@group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publish", is_flag=True, help="Show it to everybody.")
@click.option("--slug", default="", help="Its address; with one file only.")
def import_(files: tuple[Path, ...], *, publish: bool, slug: str) -> None:
    """Import page texts, Markdown or JSON; a story that is there gets a revision. Prints each slug.

    All files are read before anything is stored: if one is bad, nothing is changed.
    """
    if slug and (len(files) > 1 or not SLUG.fullmatch(slug)):
        raise click.UsageError("--slug takes a to z, 0 to 9 and single dashes, and goes with one file")
    documents, bad = [], False
    for file in files:
        try:
            documents.append(formats.read(file.read_bytes(), file.name))
        except BadStory as error:
            prefix = f"{file.name}: " if len(files) > 1 else ""
            bad = True
            for fault in error.faults:
                click.echo(f"{prefix}{fault}", err=True)
    if bad:
        raise click.exceptions.Exit(1)
    for document in documents:
        story = actions.save(SYSTEM, document, slug=slug)
        if publish:
            actions.publish(SYSTEM, story)
        click.echo(story.slug)


@group.command("export")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(formats.FORMATS), default="json", show_default=True)
def export(slug: str, form: str) -> None:
    """Write the story SLUG to standard output."""
    story = queries.find_story(slug)
    if story is None:
        raise NotFound(f"There is no story {slug}.")
    note_export(SYSTEM, f"stories export {story.slug}")
    click.echo(formats.write(actions.document_of(story), form), nl=False)
