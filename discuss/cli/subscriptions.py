"""``discuss subscriptions``."""

from flask.cli import AppGroup

group = AppGroup("subscriptions")
