"""What every answer carries and every request must: the same headers on errors, nothing reflected, our own origin."""

import re

import pytest

from tests import factories as make
from tests.services.headers import assert_guarded
from tests.services.visitor import csrf_token

HOSTILE = "<img src=x onerror=alert(1)>"


def answers(visitor):
    """One answer of every status a visitor can meet."""
    yield visitor.get("/")
    yield visitor.get(f"/stories/{HOSTILE}")
    yield visitor.get("/stories/nothing?sort=" + HOSTILE)
    yield visitor.open("DELETE", "/feed.atom")
    yield visitor.open("POST", "/sign-in", data={"email": HOSTILE})
    yield visitor.post("/sign-in", {"email": "x" * 600_000})
    yield visitor.get("/moderation")
    yield visitor.get("/%00")
    yield visitor.get("/?sort=%ff%fe")
    yield visitor.get("/static/0/../../wsgi.py")
    yield visitor.get("/static/0/nothing.css")


@pytest.mark.database("sqlite")
def test_every_answer_has_the_same_policy_and_reflects_nothing(app_context, visitor):
    seen = set()
    for answer in answers(visitor()):
        seen.add(answer.status_code)
        assert answer.status_code < 500
        assert_guarded(answer)
        assert HOSTILE not in answer.text
    assert seen >= {200, 303, 400, 404, 405, 413}


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_who_asks_too_often_gets_the_same_headers_and_nothing_reflected(app_context, visitor):
    somebody = visitor()
    for _ in range(12):
        answer = somebody.post("/sign-in", {"email": f"{HOSTILE}@example.org", "password": HOSTILE}, page="/sign-in")
    assert answer.status_code == 429
    assert_guarded(answer)
    assert HOSTILE not in answer.text


@pytest.mark.database("sqlite")
def test_an_unexpected_error_is_a_page_with_the_same_headers_and_no_detail(app_context, app, visitor):
    def broken():
        raise RuntimeError("a secret detail")

    app.add_url_rule("/broken", "broken", broken)
    answer = visitor().get("/broken")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert_guarded(answer)
    as_json = visitor().get("/broken", headers={"Accept": "application/json"})
    assert as_json.json["error"] == "internal"


@pytest.mark.database("sqlite")
def test_an_address_writes_no_lines_of_its_own_into_the_log(app_context, app, visitor, caplog):
    def broken(rest):
        raise RuntimeError

    app.add_url_rule("/broken/<rest>", "broken", broken)
    assert visitor().get("/broken/a%0D%0A2026-01-01%20INFO%20all%20is%20well").status_code == 500
    (told,) = [record.getMessage() for record in caplog.records if "/broken/" in record.getMessage()]
    assert len(told.splitlines()) == 1


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["/moderation", "/editor/stories", "/settings/people"])
def test_addresses_of_staff_pages_do_not_travel(app_context, visitor, path):
    assert visitor(make.person(role="owner")).get(path).headers["Referrer-Policy"] == "same-origin"


@pytest.mark.database("sqlite")
@pytest.mark.settings(base_url="https://talk.example.org", secret_key="k" * 40)
def test_behind_https_cookies_are_for_this_host_only_and_the_browser_is_told_to_stay(app_context, visitor):
    answer = visitor().get("/sign-in", base_url="https://talk.example.org")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-s=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


@pytest.mark.database("sqlite")
@pytest.mark.settings(base_url="https://talk.example.org", secret_key="k" * 40)
@pytest.mark.parametrize("scheme", ["https", "http"])  # as a proxy hands it on that says nothing of how it was asked
def test_the_theme_s_cookie_is_for_encrypted_requests_too(app_context, visitor, scheme):
    site = f"{scheme}://talk.example.org"
    page = visitor()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get("/preferences/theme", base_url=site).text)[1]
    page.client.set_cookie(
        "__Host-s", page.client.get_cookie("__Host-s", domain="talk.example.org").value, domain="talk.example.org"
    )
    answer = page.client.post(
        "/preferences/theme",
        data={"theme": "dark", "csrf_token": token},
        base_url=site,
        headers={"Origin": "https://talk.example.org"},
    )
    (cookie,) = [said for said in answer.headers.getlist("Set-Cookie") if said.startswith("theme=")]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "127.0.0.1@evil.example"]
)
def test_another_host_name_is_refused(app_context, visitor, host):
    answer = visitor().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_a_right_token(app_context, visitor, headers):
    somebody = visitor(make.person())
    assert somebody.post("/preferences/theme", {"theme": "dark"}, headers=headers).status_code == 400
    assert somebody.post("/preferences/theme", {"theme": "dark"}).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.settings(base_url="https://Talk.example.org:443", secret_key="k" * 40)
@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://talk.example.org", 303),
        ("http://talk.example.org", 400),  # whoever sits on the line can write pages there
        ("https://talk.example.org:8443", 400),
        ("https://talk.example.org.evil.example", 400),
    ],
)
def test_behind_https_a_form_comes_from_the_very_same_address(app_context, visitor, origin, expected):
    https = {"base_url": "https://talk.example.org"}
    somebody = visitor()
    page = somebody.get("/preferences/theme", **https)
    form = {"theme": "dark", "csrf_token": csrf_token(page)}
    headers = {"Origin": origin, "Referer": "https://talk.example.org/preferences/theme"}
    assert somebody.open("POST", "/preferences/theme", data=form, headers=headers, **https).status_code == expected


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["/", "/stories/{slug}", "/stories/{slug}/changes?since=0", "/feed.atom"])
def test_pages_on_other_sites_may_read_nothing(app_context, visitor, path):
    path = path.format(slug=make.story().slug)
    for somebody in (visitor(), visitor(make.person())):
        answer = somebody.get(path, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 200
        assert [name for name, _ in answer.headers if name.startswith("Access-Control-")] == []
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.database("sqlite")
def test_a_form_without_a_token_or_with_somebody_elses_is_refused(app_context, visitor):
    one, other = visitor(make.person()), visitor(make.person())
    one.get("/account/profile")
    other.post("/preferences/theme", {"theme": "dark"})
    assert one.open("POST", "/preferences/theme", data={"theme": "dark"}).status_code == 400
    stolen = {"theme": "dark", "csrf_token": other.token}
    assert one.open("POST", "/preferences/theme", data=stolen).status_code == 400


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""])
def test_browsers_get_pages_and_programs_get_json(app_context, visitor, accept):
    assert visitor().get("/nothing", headers={"Accept": accept}).mimetype == "text/html"
    answer = visitor().get("/nothing", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert visitor().get("/account", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("encoding", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize(
    ("form", "too_large"),
    [
        ({f"field{number}": "x" for number in range(49)}, False),
        ({f"field{number}": "x" for number in range(50)}, True),
        ({"email": "x" * 250_000}, False),
        ({"email": "x" * 263_000}, True),
    ],
    ids=["50 fields", "51 fields", "250 kB", "263 kB"],
)
def test_a_form_holds_fifty_fields_and_a_quarter_of_a_megabyte(app_context, visitor, encoding, form, too_large):
    answer = visitor().post("/sign-in", form, content_type=encoding)
    assert (answer.status_code == 413) is too_large
    assert answer.status_code < 500


@pytest.mark.database("sqlite")
def test_a_story_may_be_larger_than_other_forms(app_context, visitor):
    editor = visitor(make.person(role="editor"))
    answer = editor.post("/editor/stories", {"text": "x" * 300_000}, content_type="multipart/form-data")
    assert answer.status_code == 422


@pytest.mark.database("sqlite")
def test_two_hundred_chosen_comments_fit_into_the_desks_form(app_context, visitor):
    fields = dict.fromkeys(("law", "until", "scope", "version", "seconds", "mode", "hours", "days"), "")
    form = fields | {
        "pick": [f"{number}:1" for number in range(1, 201)],
        "action": "remove",
        "rule": "4",
        "reason": "x",
    }
    assert visitor(make.moderator()).post("/moderation/decisions", form).status_code != 413
