"""Keep a form that is interrupted by the question who is there."""

import json

from sqlalchemy import delete

from discuss import clock
from discuss.accounts.models import KeptForm
from discuss.accounts.sealing import Sealer
from discuss.db import transaction
from discuss.policy import Actor, Permission, require

Fields = dict[str, list[str]]


def keep_form(actor: Actor, session_id: int, path: str, fields: Fields, sealer: Sealer) -> int:
    """Keep what was typed, in place of a form kept before, and return its number."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with transaction() as session:
        session.execute(delete(KeptForm).where(KeptForm.session_id == session_id))
        sealed = sealer.seal("form", session_id, json.dumps(fields))
        kept = KeptForm(session_id=session_id, path=path, fields=sealed, kept_at=clock.now())
        session.add(kept)
        session.flush()
        return kept.id
