"""The command line as operators use it: words in, exit code and two streams out."""

import io
import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from flask import Flask

from discuss import cli


@pytest.fixture
def run(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., SimpleNamespace]:
    """Run ``discuss`` with these words for the test's application, or ``of`` another; ``text`` is typed into it."""

    def run(*words: str, text: str = "", of: Flask | None = None) -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["discuss", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        capsys.readouterr()
        with of.app_context() if of else nullcontext(), pytest.raises(SystemExit) as end:
            cli.run(lambda: of or app)
        said = capsys.readouterr()
        return SimpleNamespace(
            exit_code=int(end.value.code or 0), stdout=said.out, stderr=said.err, output=said.out + said.err
        )

    return run
