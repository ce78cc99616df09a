"""Look once a day whether the database's file is whole, and call the owners if it is not."""

import logging

from flask import current_app

from discuss.config import Settings
from discuss.db import soundness, transaction
from discuss.notifications.alarms import Alarms

_log = logging.getLogger(__name__)


def look_at_database() -> int:
    """Log what is broken and mail it to the owners, once a day at most; return how many faults there are."""
    faults = soundness.broken()
    if faults:
        for fault in faults:
            _log.error("the database's file is damaged: %s", fault)
        settings: Settings = current_app.extensions["discuss.settings"]
        with transaction():
            Alarms(settings.base_url, settings.site_name).damaged(faults)
    return len(faults)
