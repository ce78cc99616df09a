"""The pages of accounts."""

from flask import Flask

from discuss.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to the application."""
