"""Forms that were interrupted by the question who is there: kept, and shown again as they were filled in."""

import json
import re
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from discuss.accounts import actions, queries
from discuss.accounts.views import login, means
from discuss.web.next_path import safe_next
from discuss.web.numbers import row_number
from discuss.web.viewer import viewer

# Never kept: they prove who is there, so they are typed anew.
PROOFS = {"csrf_token", "code", "email_password", "old", "passkey", "password", "recovery"}


def keep() -> str:
    """Keep the form of this request; return the address of the page that shows it again."""
    fields = {name: values for name, values in request.form.lists() if name not in PROOFS}
    page = _page_with_form()
    number = actions.keep_form(viewer(), login.session_id(), request.path, fields, means.sealer())
    return f"{page}{'&' if '?' in page else '?'}kept={number}"


def kept_fields(path: str) -> "MultiDict[str, str]":
    """Return the fields of a form that was to be sent to ``path`` and is now shown again; empty if there is none."""
    return kept_forms().get(path, MultiDict())


def kept_forms() -> "dict[str, MultiDict[str, str]]":
    """Return the form that this page shows again, if it does, by the path it was to be sent to."""
    number = row_number(request.args.get("kept"))
    if not viewer().signed_in or number is None:
        return {}
    found = queries.find_kept_form(viewer(), login.session_id(), number)
    fields = found and means.sealer().open("form", found.session_id, found.fields)
    return {found.path: MultiDict(json.loads(fields))} if found and fields else {}


def _page_with_form() -> str:
    """Return the page that this form stands on: where it was sent from, else the nearest page above its address."""
    try:
        sent_from = urlsplit(request.referrer or "")
    except ValueError:  # no address: a browser sends none such
        sent_from = urlsplit("")
    page = safe_next(sent_from.path, "") if sent_from.netloc == request.host else ""
    query = re.sub(r"(^|&)kept=\d+", "", sent_from.query)
    routes = current_app.create_url_adapter(request)
    if page and routes is not None and routes.test(page, "GET"):
        return safe_next(f"{page}?{query}" if query else page, page)
    page = request.path
    while page and routes is not None and not routes.test(page, "GET"):
        page = page.rpartition("/")[0]
    return page or "/"
