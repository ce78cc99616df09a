"""Notices of illegal content: the form that needs no account, and the page of one notice for whoever has its secret."""

import contextlib

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from discuss.accounts import queries as accounts
from discuss.comments import queries as comments
from discuss.comments.models import Comment
from discuss.config import Settings
from discuss.errors import DiscussError, Invalid, NotPermitted
from discuss.moderation import actions, notice_queries, queries
from discuss.moderation.actions import NewNotice
from discuss.moderation.letters import NoticeLetters
from discuss.policy import Permission, allows
from discuss.stories import queries as stories
from discuss.web import limits
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer

FIELDS = ("address", "category", "law", "explanation", "name", "email")


def register(app: Flask) -> None:
    """Add the pages to the application."""
    app.add_url_rule("/notices/new", "notice_form", notice_form)
    app.add_url_rule("/notices", "file_notice", file_notice, methods=["POST"])
    app.add_url_rule("/notices/<token>", "notice", notice)


def notice_form() -> ResponseReturnValue:
    """The form, with the comment, story or person that it is about if one is named and can be seen."""
    comment = _visible(request.args.get("comment", ""))
    values = {"address": _address_of(comment) if comment else _address_of_page()}
    return _page(comment, values, {})


def file_notice() -> ResponseReturnValue:
    """File the notice; its page is where one goes next."""
    limits.spend("notice-network", limits.network())
    values = {name: request.form.get(name, "") for name in FIELDS}
    good_faith = request.form.get("good_faith", "")
    settings = _settings()
    try:
        given = NewNotice(**values, good_faith=good_faith == "1")
        secret = actions.file_notice(viewer(), given, NoticeLetters(settings.base_url, settings.site_name))
    except Invalid as error:
        return _page(None, values | {"good_faith": good_faith}, error.fields), error.status
    except NotPermitted as refused:
        said = {"category": [str(refused)]}
        return _page(None, values | {"good_faith": good_faith}, said), refused.status
    return redirect(f"/notices/{secret}", 303)


def notice(token: str) -> ResponseReturnValue:
    """Where a notice stands, and what was decided."""
    settings = _settings()
    found = notice_queries.get_by_secret(token)
    return render_template(
        "moderation/notice.html",
        notice=found,
        reversal=notice_queries.reversal_of(found),
        categories=actions.NOTICE_CATEGORIES,
        outcomes=actions.NOTICE_OUTCOMES,
        redress=settings.redress,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["discuss.settings"]
    return settings


def _visible(asked: str) -> Comment | None:
    number = row_number(asked)
    if number is None:
        return None
    try:
        comment = comments.get_comment(viewer(), number)
    except DiscussError:
        return None
    return comment if comment.status == "published" else None


def _address_of(comment: Comment) -> str:
    return f"{_settings().base_url}/stories/{comments.story_of(comment).slug}/comments/{comment.id}"


def _address_of_page() -> str:
    """The address of a story or a person's page that the link here has named."""
    with contextlib.suppress(DiscussError):
        if slug := request.args.get("story", ""):
            return f"{_settings().base_url}/stories/{stories.get_story(viewer(), slug).slug}"
        if handle := request.args.get("person", ""):
            return f"{_settings().base_url}/people/{accounts.get_person(handle).handle}"
    return ""


def _page(comment: Comment | None, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "moderation/notice_form.html",
        comment=comment,
        author=comments.author_of(comment) if comment else None,
        values=values,
        errors=errors,
        categories=actions.NOTICE_CATEGORIES,
        paused=None if allows(viewer(), Permission.NOTICE_FILE) else queries.pause_of_reports(viewer()),
    )
