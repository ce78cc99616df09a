"""The loop that does what is due: in a thread of the web process, or alone as ``discuss jobs work``."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask

from discuss import clock, events, mail
from discuss.config import Settings
from discuss.jobs.schedule import SCHEDULE

TICK = 1.0  # seconds between looks when no bell rings: how late another process's events are found

_log = logging.getLogger(__name__)


@dataclass
class Worker:
    """Runs jobs for one application. The rows in the database are the queue; losing a worker loses nothing."""

    app: Flask
    last_run: dict[str, datetime] = field(default_factory=dict)

    def run_once(self) -> int:
        """Do everything that is due now; return how many things were done. Each job fails alone."""
        done = 0
        while count := self._tell():
            done += count
        return done + self._do_scheduled()

    def run_forever(self, stop: threading.Event) -> None:
        """Run until ``stop`` is set."""
        while not stop.is_set():
            told = self._tell()
            self._do_scheduled()
            if not told:
                events.wait(TICK)

    def _tell(self) -> int:
        """Deliver every event, and send mail for a while: a slow mail server must not keep events waiting."""
        settings: Settings = self.app.extensions["discuss.settings"]
        transport = mail.Transport.of(settings)
        done = 0
        while count := self._alone("events", events.deliver_pending):
            done += count
        return done + self._alone("mail", lambda: mail.send_due(transport))

    def _do_scheduled(self) -> int:
        done = 0
        for job in SCHEDULE:
            last = self.last_run.get(job.name)
            if last is None or abs(clock.now() - last) >= job.every:
                self.last_run[job.name] = clock.now()
                done += self._alone(job.name, job.run)
        return done

    def _alone(self, name: str, job: Callable[[], int]) -> int:
        try:
            with self.app.app_context():  # a fresh one: a failed job's session must not be the next one's
                return job()
        except Exception:
            _log.exception("job %s failed", name)
            return 0


def start(app: Flask) -> threading.Thread:
    """Run a worker in a thread of this process."""
    thread = threading.Thread(
        target=Worker(app).run_forever, args=(threading.Event(),), name="discuss-jobs", daemon=True
    )
    thread.start()
    return thread
