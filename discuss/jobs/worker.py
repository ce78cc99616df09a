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
        settings: Settings = self.app.extensions["discuss.settings"]
        transport = mail.Transport.of(settings)
        done = self._drain("events", events.deliver_pending)
        done += self._drain("mail", lambda: mail.send_due(transport))
        for job in SCHEDULE:
            last = self.last_run.get(job.name)
            if last is None or abs(clock.now() - last) >= job.every:
                self.last_run[job.name] = clock.now()
                done += self._alone(job.name, job.run)
        return done

    def run_forever(self, stop: threading.Event) -> None:
        """Run until ``stop`` is set."""
        while not stop.is_set():
            self.run_once()
            events.wait(TICK)

    def _drain(self, name: str, batch: Callable[[], int]) -> int:
        total = 0
        while count := self._alone(name, batch):
            total += count
        return total

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
