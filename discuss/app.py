"""The composition root: the only module that knows everyone, and wires them together."""

import contextlib
import ctypes
import logging
import os
import threading
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from discuss import cli, db
from discuss.accounts import views as accounts
from discuss.checks import views as checks
from discuss.comments import views as comments
from discuss.config import Settings
from discuss.db import damage, engine, migrations
from discuss.jobs import worker
from discuss.moderation import views as moderation
from discuss.notifications import subscribers
from discuss.pages import views as pages
from discuss.stories import views as stories
from discuss.stories.version_reader import VersionReader
from discuss.subscriptions import views as subscriptions
from discuss.web import (
    assets,
    context,
    doors,
    errors,
    headers,
    health,
    limits,
    numbers,
    origin,
    pagecache,
    parts,
    preferences,
    security_log,
    sparing,
    turns,
)

ROOT = Path(__file__).resolve().parents[1]
LONGEST_BODY = 512 * 1024  # bytes of any request; an editor's form of one story is the largest
M_MMAP_THRESHOLD, LARGE = -3, 4 * 1024 * 1024  # glibc's name for the bytes from which memory is not kept for reuse
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from ``settings`` (default: the environment). Raises ``config.BadSettings``."""
    settings = settings or Settings.from_environment()
    app = Flask("discuss", static_folder=None, template_folder=str(ROOT / "templates"), root_path=str(ROOT))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["discuss.settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.tests["damaged"] = damage.is_damaged
    engine.init(app, settings)
    numbers.register(app)
    origin.register(app, settings)
    CSRFProtect(app)
    Compress(app)
    headers.register(app, settings)
    context.register(app, settings)
    errors.register(app, db.UNAVAILABLE)
    security_log.register(app)
    limits.register(app, settings)
    assets.register(app, ROOT / "static")
    health.register(app, migrations.missing)
    preferences.register(app, settings)
    sparing.register(app, db.UNAVAILABLE)
    parts.register(app, settings)
    for feature in (accounts, subscriptions, stories, checks, pages, comments, moderation):
        feature.register(app, settings)
    doors.register(app)
    subscribers.register(settings)
    with app.app_context():
        version = VersionReader(db.db.engine)
    cached = pagecache.PageCache(app.wsgi_app, settings, version)
    app.wsgi_app = turns.Turns(cached, settings.threads, LONGEST_BODY)  # type: ignore[method-assign]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    hosts = LOOPBACK if settings.hostname in {"127.0.0.1", "localhost", "::1"} else {settings.hostname}
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "WTF_CSRF_SECRET_KEY": [*settings.secret_key_fallbacks, settings.secret_key],  # the last one signs
        "TRUSTED_HOSTS": sorted(hosts),
        "SESSION_COOKIE_NAME": settings.cookie_name,
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": LONGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LONGEST_BODY,
        "MAX_FORM_PARTS": 200,  # an editor's form of one story has many fields
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # web/origin.py checks where a form came from, with or without a referrer
        "COMPRESS_REGISTER": True,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "text/javascript",
            "application/json",
            "application/atom+xml",
            "image/svg+xml",
            "application/xml",
            "text/plain",
            "text/markdown",
        ],
    }


def main() -> None:
    """Run the command ``discuss``."""
    cli.run(create_app)


def create_server_app() -> Flask:
    """Build the application inside a server process: with its job thread, and going down with its parent."""
    _give_memory_back()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app = create_app()
    settings: Settings = app.extensions["discuss.settings"]
    if settings.jobs:
        worker.start(app)
    _follow(os.getppid())
    return app


def _give_memory_back() -> None:
    """Have what a password's hash takes given back after each: else every thread keeps its twenty megabytes for ever.

    glibc alone has to be told; elsewhere there is nothing to set.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def _follow(parent: int) -> None:
    """End with the process that started this one: a worker left behind by a killed parent would keep the port."""

    def watch() -> None:
        while os.getppid() == parent:
            threading.Event().wait(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()
