"""Each test finds a database as the migrations leave it."""

import sqlalchemy as sa

from discuss.app import create_app
from discuss.config import Settings
from discuss.db import db, transaction
from discuss.decisions import Decision, record
from tests.services import databases


def test_cleaning_empties_even_what_refuses_deletion_and_begins_numbers_again(database_kind, tmp_path):
    own = databases.Own(database_kind, "trial")
    for _ in range(2):
        app = create_app(Settings.from_environment(databases.environment(own.url, tmp_path)))
        with app.app_context():
            with transaction() as session:
                assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0
                decision = record(Decision(action="lock", automatic=True, reason="A trial."))
            assert decision.id == 1
            db.session.remove()
            db.engine.dispose()
        own.clean()
    databases.remove(database_kind, "trial")
