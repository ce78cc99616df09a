"""What the server does for a request, against a bare Flask view of 100 KiB under the same server.

Counted is the processor's time of all processes of the server: it is steadier than what a busy machine's clock says.
"""

import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from benchmarks import sites
from benchmarks.pages import Client, bare, serving, sign_in, tag_of
from benchmarks.ratio import Ratio
from discuss import markup
from discuss.db import db

COMMENTS = 1_000
BARE = b"x" * 102_400
PLAIN = {"Accept-Encoding": "identity"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATH = "/stories/ferry"
ROUNDS = 4
BATCH = 150  # requests a round
READERS, WRITERS, A_SECOND = 4, 4, 5
WRITING = 8  # who post as fast as they can
SECONDS = 5
WORDS = "the ferry pays for itself in winter, if anybody uses it after nine " * 6  # as long as comments usually are

_numbers = itertools.count(1)


def measure() -> list[Ratio]:
    """Return what pages and posts cost."""
    with tempfile.TemporaryDirectory() as folder:
        with sites.site(folder):
            sites.story("ferry", COMMENTS)
            commits = _raw_commits()
            db.session.remove()
        body = Path(folder) / "body"
        body.write_bytes(BARE)
        with serving(folder) as (port, server), bare(body) as (bare_port, bare_server):
            rows = list(_pages(port, server, bare_port, bare_server))
            post = _poster(port, "p1")
            rows.append(Ratio("first page just after a post / a bare request", _cold(port, post, bare_port)))
            posting = _cpu(server, lambda: [post() for _ in range(BATCH)]) / BATCH
            rows.append(Ratio("a post, processor / to_html of its text", posting / _to_html()))
            stored = _rate([_poster(port, f"p{number}") for number in range(2, 2 + WRITING)])
            rows.append(Ratio(f"{WRITING} writers, stored / raw durable commits of one", stored / commits))
            alone = _rate([Client(bare_port).gets("/", 1, headers=PLAIN) for _ in range(READERS)])
            readers = [Client(port).gets(PATH, 1, headers=PLAIN) for _ in range(READERS)]
            with _writing([_poster(port, f"p{number}") for number in range(10, 10 + WRITERS)]):
                what = f"reads while {WRITERS} write {A_SECOND} a second each / bare requests"
                rows.append(Ratio(what, _rate(readers) / alone))
            return rows


def _pages(port: int, server: int, bare_port: int, bare_server: int) -> Iterator[Ratio]:
    visitor, member, other = Client(port), Client(port), Client(bare_port).gets("/", BATCH, headers=PLAIN)
    sign_in(member)
    for what, do in {
        "hot first page": visitor.gets(PATH, BATCH, headers=PLAIN),
        "hot first page, gzip": visitor.gets(PATH, BATCH),
        "page that has not changed (304)": visitor.gets(PATH, BATCH, headers={"If-None-Match": tag_of(port)}),
        "first page of somebody signed in": member.gets(PATH, BATCH, headers=PLAIN),
        "first page of somebody signed in, gzip": member.gets(PATH, BATCH),
    }.items():
        do()
        other()
        spent = [(_cpu(server, do), _cpu(bare_server, other)) for _ in range(ROUNDS)]
        yield Ratio(f"{what}, processor / bare", sum(mine for mine, _ in spent) / sum(its for _, its in spent))


def _cold(port: int, post: Callable[[], None], bare_port: int) -> float:
    """Return how many times as long as a bare request the first page takes that has a new comment, by the medians."""
    times: tuple[list[float], list[float]] = ([], [])
    page, other = Client(port).gets(PATH, 1, headers=PLAIN), Client(bare_port).gets("/", 1, headers=PLAIN)
    for _ in range(60):
        post()
        for function, kept in zip((page, other), times, strict=True):
            begun = time.perf_counter()
            function()
            kept.append(time.perf_counter() - begun)
    return statistics.median(times[0]) / statistics.median(times[1])


def _poster(port: int, name: str) -> Callable[[], None]:
    member = Client(port)
    sign_in(member, name)
    _, page = member.ask(PATH, **PLAIN)
    token = page.decode().split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def post() -> None:
        form = f"csrf_token={token}&body=" + f"Number {next(_numbers)}: {WORDS}".replace(" ", "+")
        status, _ = member.ask(f"{PATH}/comments", "POST", form, **FORM)
        if status != 303:
            raise AssertionError(f"posting: {status}")

    return post


def _rate(all_do: list[Callable[[], None]]) -> float:
    """Let all do what they do again and again for some seconds; return how often they did it in one."""
    counts = [0] * len(all_do)
    end = time.monotonic() + SECONDS

    def run(number: int) -> None:
        while time.monotonic() < end:
            all_do[number]()
            counts[number] += 1

    _together(run, len(all_do))
    return sum(counts) / SECONDS


@contextmanager
def _writing(posters: list[Callable[[], None]]) -> Iterator[None]:
    """Let each post some times a second until the block ends."""
    over = threading.Event()

    def run(number: int) -> None:
        while not over.wait(1 / A_SECOND):
            posters[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(posters))]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()


def _together(run: Callable[[int], None], number: int) -> None:
    threads = [threading.Thread(target=run, args=(at,)) for at in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _raw_commits() -> float:
    """Return how many rows as long as a comment one writer stores a second, each in a durable commit of its own."""
    engine = db.engine
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE raw_rows (id INTEGER PRIMARY KEY, body TEXT)"))

    def commit() -> None:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            connection.execute(text("INSERT INTO raw_rows (body) VALUES (:body)"), {"body": WORDS})

    return _rate([commit])


def _to_html() -> float:
    """Return the processor's seconds of making one posted text into HTML."""
    texts = [f"Number {number}: {WORDS}" for number in range(1_000)]
    begun = time.process_time()
    for words in texts:
        markup.to_html(words)
    return (time.process_time() - begun) / len(texts)


def _cpu(server: int, do: Callable[[], object]) -> float:
    """Return the seconds of a processor that the process ``server`` and those below it spend meanwhile."""
    begun = _spent(server)
    do()
    return _spent(server) - begun


def _spent(server: int) -> float:
    """Sum the nanoseconds that the scheduler has given to the threads of these processes: its ticks are too coarse."""
    spent = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            above = int((folder / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[1])
            if server in {int(folder.name), above}:
                spent += sum(int(task.read_text().split()[0]) for task in folder.glob("task/*/schedstat"))
        except OSError:
            continue  # it ended meanwhile
    return spent / 1e9
