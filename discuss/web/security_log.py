"""A line in the log for each request that was refused and each file that was handed out: who tried, who took what."""

import logging

from flask import Flask, Response, request

from discuss.web import limits
from discuss.web.viewer import viewer

REFUSED = {400, 401, 403, 429}  # broken or forged (token, origin, host), not signed in, not permitted, too often
LONGEST = 200  # characters of an address

_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Look at every answer, also at those of views that give a refused form back themselves."""

    @app.after_request
    def told(answer: Response) -> Response:
        if answer.status_code in REFUSED:
            # %r: an address may hold line breaks.
            _log.warning("%s for %s %r from %s", answer.status_code, request.method, _address(), limits.network())
        elif answer.status_code == 200 and "attachment" in answer.headers.get("Content-Disposition", ""):
            who = f"person {viewer().id}" if viewer().signed_in else "a visitor"
            _log.info("file %r handed to %s at %s", _address(), who, limits.network())
        return answer


def _address() -> str:
    """Return the path without its query; of one with a secret its pattern, of one that is unknown its beginning."""
    if request.url_rule is None:  # a wrong host is refused before anybody looks what the address stands for
        return "/" + request.path.split("/")[1][:LONGEST]
    if "token" in (request.view_args or {}):
        return request.url_rule.rule
    return request.path[:LONGEST]
