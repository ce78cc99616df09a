"""What runs without anybody asking holds, removes, restricts and gives back nothing."""

from datetime import timedelta

import pytest
import time_machine

from discuss import clock
from discuss.jobs.schedule import SCHEDULE
from tests.sweeps import world
from tests.sweeps.dump import latest_decision, taken


@pytest.mark.database("sqlite")  # a year of jobs in one go; what each does on PostgreSQL, tests of its own show
def test_no_job_changes_what_only_a_decision_may_change(app_context, run_jobs):
    world.build()
    before, last = taken(), latest_decision()
    assert len(before) > 20
    for days in (0, 1, 40, 400):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            while run_jobs():
                pass
    assert {job.name for job in SCHEDULE} == run_jobs.__self__.last_run.keys()
    assert (taken(), latest_decision()) == (before, last)
