"""No kill can tell what is on the disk from what the system has yet to write there, so the writes are counted."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from discuss.db import migrations
from tests import factories as make
from tests.services import postgres
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD
from tests.trials.conftest import DURABLE

WATCH = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o"]


@pytest.fixture
def cluster(database_kind):
    """A PostgreSQL as careful as in production, whose own processes write nothing meanwhile; None for SQLite."""
    if database_kind == "sqlite":
        yield None
        return
    facts = postgres.start((*DURABLE, "wal_writer_delay=10s", "autovacuum=off", "checkpoint_timeout=1h"))
    yield facts
    postgres.stop(facts)


@pytest.fixture
def database_url(cluster, tmp_path):
    return postgres.create(cluster, "site") if cluster else f"sqlite:///{tmp_path}/live.sqlite"


@pytest.fixture
def server(app_context, database_url, tmp_path):
    migrations.upgrade()
    return Server(database_url, tmp_path / "live", DISCUSS_JOBS="off")


@pytest.fixture
def waits(server, cluster, tmp_path):
    """The file in which each wait for the disk becomes a line when it is over, while ``server`` runs."""
    if not shutil.which("strace"):
        raise RuntimeError("strace is missing: install the package strace, then run the trials again")
    file = tmp_path / "waits"
    if cluster is None:
        server.command = [*WATCH, str(file), "--seccomp-bpf", *server.command]
        server.start()
        yield file
        server.kill()  # who watches it does not pass on that it is to end
        return
    first = (Path(cluster["folder"]) / "data" / "postmaster.pid").read_text().split()[0]
    watching = subprocess.Popen([*WATCH, str(file), "-p", first])  # and whoever serves the site, from the first on
    time.sleep(1)  # until it has hold of it
    assert watching.poll() is None
    with server:
        yield file
    watching.terminate()
    watching.wait(30)


@pytest.mark.timeout(600)
def test_the_disk_has_a_comment_before_its_author_hears_so(server, waits):
    path = f"/stories/{make.story().slug}"
    author = Remote("127.0.0.1", server.port)
    author.sign_in(make.person().email, PASSWORD)
    author.learn_token(path)

    def over():
        return sum("= 0" in line for line in waits.read_text().splitlines())

    during_posts, during_reads = [], []
    for number in range(30):
        before = over()
        assert author.post(f"{path}/comments", {"body": f"Said as number {number}."}).status == 303
        during_posts.append(over() - before)
        before = over()
        assert author.get(path).status == 200
        during_reads.append(over() - before)
    assert min(during_posts) >= 1
    assert max(during_reads) == 0  # what was counted was the comments
