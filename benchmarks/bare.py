"""A bare Flask application that returns the bytes in the file named by ``BARE_BODY``: what a page costs at least."""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask("bare")
BODY = Path(os.environ.get("BARE_BODY", os.devnull)).read_bytes()


@app.get("/")
def page() -> Response:
    """Return the bytes, compressed as they are."""
    return Response(BODY, mimetype="text/html", headers={"Content-Encoding": "gzip"})
