"""``discuss stories``."""

from flask.cli import AppGroup

group = AppGroup("stories")
