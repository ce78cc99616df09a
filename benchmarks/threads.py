"""A thread of 100,000 comments against one of 1,000: each page of it must cost the same."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select

from benchmarks import sites
from benchmarks.ratio import Ratio, side_by_side
from discuss.comments.models import Comment
from discuss.db import db
from discuss.stories.models import Story

LIMIT = 1.3  # how many times dearer a hundred times as many comments may be
DEEPEST = 1_000  # replies, each to the one before


def measure() -> list[Ratio]:
    """Return the ratios of large to small. Nothing is answered from memory: each page is read and rendered."""
    with sites.site(DISCUSS_PAGE_CACHE_BYTES="0") as app:
        large, small = sites.story("large", 100_000), sites.story("small", 1_000)
        chain = sites.story("chain", 100, chain=DEEPEST)
        visitor = app.test_client()
        paths: dict[str, Callable[[Story], str]] = {
            "newest threads": lambda story: f"/stories/{story.slug}?sort=new",
            "oldest threads": lambda story: f"/stories/{story.slug}?sort=old",
            "a page from the middle": lambda story: f"/stories/{story.slug}?sort=new&after=new-{_middle(story)}",
            "threads of one side": lambda story: f"/stories/{story.slug}?side=critics",
            "one comment in its place": lambda story: f"/stories/{story.slug}/comments/{_middle(story)}",
            "what is new": lambda story: f"/stories/{story.slug}/changes?since={story.thread_version - 3}",
            "the feed": lambda story: f"/stories/{story.slug}/feed.atom",
        }
        rows = [
            Ratio(
                f"100,000 / 1,000 comments: {what}",
                side_by_side(_get(visitor, path(large)), _get(visitor, path(small))),
                LIMIT,
            )
            for what, path in paths.items()
        ]
        deep, flat = _deepest(chain), _middle(small)
        rows.append(
            Ratio(
                f"a comment {DEEPEST:,} replies deep / one near the top",
                side_by_side(
                    _get(visitor, f"/stories/chain/comments/{deep}"), _get(visitor, f"/stories/small/comments/{flat}")
                ),
                LIMIT * 2,  # twelve comments above it are shown
            )
        )
        member = app.test_client()
        _sign_in(member)
        rows.append(
            Ratio(
                "100,000 / 1,000 comments: the page of somebody signed in",
                side_by_side(_get(member, "/stories/large"), _get(member, "/stories/small")),
                LIMIT,
            )
        )
        return rows


def _get(client: FlaskClient, path: str) -> Callable[[], None]:
    def get() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status}")

    return get


def _middle(story: Story) -> int:
    """A comment from the middle of a story that begins a thread."""
    roots = select(Comment.id).where(Comment.story_id == story.id, Comment.parent_id.is_(None)).order_by(Comment.id)
    count = db.session.scalar(select(func.count()).select_from(roots.subquery())) or 0
    return db.session.scalars(roots.offset(count // 2).limit(1)).one()


def _deepest(story: Story) -> int:
    return db.session.scalars(
        select(Comment.id).where(Comment.story_id == story.id).order_by(Comment.depth.desc()).limit(1)
    ).one()


def _sign_in(client: FlaskClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": "p1@example.org", "password": sites.PASSWORD}
    if client.post("/sign-in", data=form).status_code != 303:
        raise AssertionError("signing in failed")
