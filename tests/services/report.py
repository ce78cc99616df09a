"""How a run begins and ends, and what it says about the parts that were really used. A pytest plugin."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.services import parts, postgres, redis_server, run

FOREIGN = ("DISCUSS_", "FLASK_")
STOPS = {"postgresql": postgres.stop, "redis": redis_server.stop}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--everything``, which ``make test`` gives, and ``--soak``, which ``make soak`` gives."""
    parser.addoption(
        "--everything",
        action="store_true",
        help="fail if a part that was asked for was used by no test, or if a test was skipped",
    )
    parser.addoption("--soak", action="store_true", help="run the trials in their long form")


@pytest.hookimpl(tryfirst=True)  # before pytest decides where the folders of tests are
def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder in the first process, and listen to the results there."""
    if not hasattr(config, "workerinput"):
        for name in [name for name in os.environ if name.startswith(FOREIGN) and not name.startswith("DISCUSS_TEST_")]:
            del os.environ[name]  # the settings of whoever runs the tests must not change them
        parts.asked_for()  # a mistake in BACKENDS is told before anything starts
        run.sweep(STOPS)
        run.begin()
        # With the run's folder go the folders of its tests; `--basetemp` keeps them elsewhere.
        config.option.basetemp = config.option.basetemp or run.folder() / "tests"
        config.pluginmanager.register(Report(config), "discuss-report")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if config.pluginmanager.get_plugin("discuss-report"):
        run.end(STOPS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of parts that ``BACKENDS`` does not ask for."""
    asked = set(parts.asked_for())
    left_out = [item for item in items if not _used(item) <= asked]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _used(item) <= asked]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Note on the result which parts the test has used: its fixtures stand by now."""
    item.user_properties.extend(("part", part) for part in sorted(_used(item)))
    yield


def _used(item: pytest.Item) -> set[str]:
    callspec = getattr(item, "callspec", None)
    kind = callspec.params.get("database_kind") if callspec else None
    return parts.used_by(getattr(item, "fixturenames", []), kind)


class Report:
    """Counts in the first process, whoever ran the tests."""

    def __init__(self, config: pytest.Config) -> None:
        self.everything = bool(config.getoption("--everything"))
        self.tests: Counter[str] = Counter()
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one result."""
        if report.skipped:
            self.skipped.append(report.nodeid)
        elif report.when == "call":
            self.tests.update(value for name, value in report.user_properties if name == "part")

    def faults(self) -> list[str]:
        """Return why a run of everything is not good although each test is."""
        if not self.everything:
            return []
        unused = [part for part in parts.asked_for() if not self.tests[part]]
        return [f"{parts.TITLES[part]} was used by no test" for part in unused] + [
            f"{test} was skipped: no part may be left out silently" for test in self.skipped
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run for its faults."""
        if session.exitstatus == pytest.ExitCode.OK and self.faults():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was really used."""
        terminalreporter.section("really used")
        for part in parts.ALL:
            terminalreporter.line(f"{parts.TITLES[part]:<11}{self._line(part)}")
        for fault in self.faults():
            terminalreporter.line(f"FAILED: {fault}", red=True)

    def _line(self, part: str) -> str:
        if part not in parts.asked_for():
            return "not asked for (BACKENDS)"
        known = run.facts(part)
        count = self.tests[part]
        if not known or not count:
            return "not used"
        return f"{known['version']} ({known['origin']}), {count} test{'s' if count != 1 else ''}"
