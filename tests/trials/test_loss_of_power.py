"""No kill can tell what is on the disk from what the system has yet to write there, so the writes are counted."""

import shutil

import pytest

from tests import factories as make
from tests.services.remote import Remote
from tests.services.server import Server
from tests.services.visitor import PASSWORD

WATCH = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o"]


@pytest.fixture
def watched(database_url, tmp_path):
    """A server with the file in which each wait for the disk becomes a line when it is over."""
    if not shutil.which("strace"):
        raise RuntimeError("strace is missing: install the package strace, then run the trials again")
    server, waits = Server(database_url, tmp_path / "live", DISCUSS_JOBS="off"), tmp_path / "waits"
    server.command = [*WATCH, str(waits), *server.command]
    server.start()
    yield server, waits
    server.kill()  # who watches it does not pass on that it is to end


@pytest.mark.database("sqlite")
@pytest.mark.timeout(600)
def test_the_disk_has_a_comment_before_its_author_hears_so(app_context, watched):
    server, waits = watched
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
