"""What is refused or handed out leaves a line in the log: who, what and from where; no secret, query or second line."""

import pytest

from tests import factories as make
from tests.services.visitor import TOKEN_PAGE

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def lines(caplog):
    """What the log has been told of refusals."""
    return lambda: [record.getMessage() for record in caplog.records if record.name == "discuss.web.security_log"]


def test_every_kind_of_refusal_is_one_line(app_context, visitor, lines):
    story, somebody = make.story(), visitor(make.person())
    somebody.get("/moderation?secret=1")
    somebody.open("POST", "/preferences/theme", data={"theme": "dark"})
    somebody.post("/preferences/theme", {"theme": "dark"}, headers={"Origin": "https://evil.example"})
    somebody.get("/", headers={"Host": "evil.example"})
    visitor().get("/moderation", headers={"Accept": "application/json"})
    somebody.get("/nothing")
    somebody.get(f"/stories/{story.slug}")
    assert lines() == [
        "403 for GET '/moderation' from 127.0.0.1",
        "400 for POST '/preferences/theme' from 127.0.0.1",
        "400 for POST '/preferences/theme' from 127.0.0.1",
        "400 for GET '/' from 127.0.0.1",
        "401 for GET '/moderation' from 127.0.0.1",
    ]


@pytest.mark.settings(rate_limits=True)
def test_too_many_tries_are_a_line_also_where_the_form_comes_back(app_context, visitor, lines):
    somebody = visitor()
    for _ in range(11):
        somebody.post("/sign-in", {"email": "ada@example.org", "password": "guessed at"}, page="/sign-in")
    assert lines() == ["429 for POST '/sign-in' from 127.0.0.1"]


def test_where_the_host_is_wrong_only_the_beginning_of_the_address_is_told(app_context, visitor, lines):
    visitor().get("/reset/a-secret", headers={"Host": "evil.example"})
    assert lines() == ["400 for GET '/reset' from 127.0.0.1"]


@pytest.mark.parametrize("page", ["/reset/", "/confirm/"])
def test_secrets_in_addresses_stay_out_of_the_log(app_context, visitor, lines, page):
    visitor().open("POST", f"{page}a-secret", data={"password": "x"})
    assert lines() == [f"400 for POST '{page}<token>' from 127.0.0.1"]


def test_an_address_can_neither_write_lines_nor_fill_the_log(app_context, visitor, lines):
    path = "/stories/a%0D%0Aall-is-well" + "x" * 5000 + "/comments"
    visitor().open("POST", path, headers={"Origin": "https://evil.example"})
    (line,) = lines()
    assert len(line.splitlines()) == 1
    assert len(line) < 300


@pytest.mark.parametrize(
    "seen_from",
    [
        pytest.param("127.0.0.1", marks=pytest.mark.settings(proxy_hops=0), id="no proxy"),
        pytest.param("203.0.113.9", marks=pytest.mark.settings(proxy_hops=1), id="one proxy"),
    ],
)
def test_who_it_was_is_said_by_the_trusted_proxy_alone(app_context, visitor, lines, seen_from):
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    visitor().open("POST", TOKEN_PAGE, data={"theme": "dark"}, headers=headers)
    assert lines() == [f"400 for POST {TOKEN_PAGE!r} from {seen_from}"]


def test_each_file_that_is_handed_out_is_a_line_with_who_took_it(app_context, visitor, caplog, lines):
    caplog.set_level("INFO")
    story, editor = make.story(), make.person(role="editor")
    path = f"/editor/stories/{story.slug}/export"
    assert visitor(editor).get(f"{path}?format=json").status_code == 200
    assert visitor().get("/moderation-log.csv").status_code == 200
    assert lines() == [
        f"file '{path}' handed to person {editor.id} at 127.0.0.1",
        "file '/moderation-log.csv' handed to a visitor at 127.0.0.1",
    ]
