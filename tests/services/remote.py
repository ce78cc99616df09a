"""Somebody who talks to the real server over the network, with a cookie jar and plain HTTP."""

import http.client
import http.cookies
import re
import urllib.parse
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')
SECONDS = 30


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage  # their names may be written in any case
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass
class Remote:
    """One browser session. Raises ``OSError`` or ``http.client.HTTPException`` when the server goes away."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form with the token found last."""
        body = urllib.parse.urlencode({"csrf_token": self.token} | fields)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"} | headers)

    def learn_token(self, path: str) -> None:
        """Take the token from a page."""
        found = TOKEN.search(self.get(path).text)
        if found is None:
            raise AssertionError(f"{path} has no form with a token")
        self.token = found[1] or found[2]

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        self.learn_token("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": password})
        if answer.status != 303:
            raise AssertionError(f"signing in is answered {answer.status}")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        try:
            cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
            connection.request(method, path, body, headers | cookies)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            jar = http.cookies.SimpleCookie(line)
            self.cookies.update({name: morsel.value for name, morsel in jar.items()})
        return Answer(response.status, response.headers, data)
