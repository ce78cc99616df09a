"""What a WSGI server runs: ``wsgi:app``."""

from discuss.app import create_server_app

app = create_server_app()
