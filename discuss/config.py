"""Every setting, its default and what it is for. All come from the environment as ``DISCUSS_<NAME>``."""

import contextlib
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PRIVATE_ZONES = (
    *(".localhost", ".local", ".localdomain", ".internal", ".home.arpa", ".lan", ".corp"),
    *(".test", ".example", ".invalid"),
)
SHARED = ipaddress.ip_network("100.64.0.0/10")  # between a provider and its customers, and in private overlays
WITHOUT_TLS = "starttls=off"  # behind the address of a mail server: mail may go there in the clear
MIN_KEY = 32  # characters; the same length as the hex form of 128 bits

BROKEN = SplitResult("", "", "", "", "")  # what stands for an address that cannot be read
PLAIN_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>(),;\"]+")


class BadSettings(Exception):
    """The settings contradict each other or are unsafe; one line a fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Plain values. :meth:`from_environment` reads, checks and completes them."""

    secret_key: str  # DISCUSS_SECRET_KEY: signs cookies and links; made and kept in var/secret_key when unset
    secret_key_fallbacks: tuple[
        str, ...
    ] = ()  # DISCUSS_SECRET_KEY_FALLBACKS: older keys, comma separated, still accepted
    database_url: str = "sqlite:///var/discuss.sqlite"  # DISCUSS_DATABASE_URL: SQLite file or PostgreSQL
    redis_url: str = ""  # DISCUSS_REDIS_URL: exact rate limits across processes
    base_url: str = "http://127.0.0.1:8000"  # DISCUSS_BASE_URL: public address; https means production
    host: str = "127.0.0.1"  # DISCUSS_HOST: address the server listens on
    port: int = 8000  # PORT or DISCUSS_PORT: port the server listens on
    workers: int = 1  # DISCUSS_WORKERS: server processes; more than one wants PostgreSQL and Redis
    threads: int = 2  # DISCUSS_THREADS: requests at once in each process, so many reading and so many writing
    server: str = "granian"  # DISCUSS_SERVER: granian, or gunicorn, which refuses header lines that end without CR
    mail_url: str = ""  # DISCUSS_MAIL_URL: smtp://, smtps:// or file:///folder; default: a folder under var/
    mail_from: str = ""  # DISCUSS_MAIL_FROM: sender address; default: no-reply@ the site's host
    site_name: str = "Discuss"  # DISCUSS_SITE_NAME: shown in the header, titles and mails
    contact: str = ""  # DISCUSS_CONTACT: address shown to people whom the site cannot help by itself
    redress: str = ""  # DISCUSS_REDRESS: who else helps against a decision, e.g. an out-of-court body; ends statements
    staff_second_factor: str = "offered"  # DISCUSS_STAFF_SECOND_FACTOR: required or offered; with https: required
    minimum_age: int = 16  # DISCUSS_MINIMUM_AGE: years, 13 to 21; whoever signs up says that they are as old
    comment_limit: int = 2000  # DISCUSS_COMMENT_LIMIT: characters of one comment, at most 10,000
    words_file: str = "var/words.txt"  # DISCUSS_WORDS_FILE: banned and suspect words, edited by the owner
    proxy_hops: int = 0  # DISCUSS_PROXY_HOPS: proxies in front whose X-Forwarded-* headers are trusted
    pace: bool = True  # DISCUSS_PACE=off: no pace per person, for trials only
    rate_limits: bool = True  # DISCUSS_RATE_LIMITS=off: no rate limits, for trials only
    page_cache_bytes: int = 64 * 1024 * 1024  # DISCUSS_PAGE_CACHE_BYTES: memory for shared pages, 0 switches it off
    jobs: bool = True  # DISCUSS_JOBS=off: the web process does not run jobs; run `discuss jobs work` beside it
    var: Path = Path("var")  # DISCUSS_VAR: folder for everything the site writes itself

    @property
    def production(self) -> bool:
        """Whether the site is public: its address is https."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The base address as browsers name the origin of a form: small letters, no port that goes without saying."""
        parts = urlsplit(self.base_url)
        port = ":443" if self.production else ":80"
        return f"{parts.scheme}://{parts.netloc.lower().removesuffix(port)}"

    @property
    def public(self) -> bool:
        """Whether others than those of this machine or a private network can reach its address, with https or not."""
        return self.production or not is_private(self.hostname)

    @property
    def hostname(self) -> str:
        """The host of the base address, without port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def cookie_name(self) -> str:
        """The session cookie's name; the prefix makes browsers insist on Secure, Path=/ and no Domain."""
        return "__Host-s" if self.production else "discuss_session"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read ``DISCUSS_*``; raise :class:`BadSettings` with every fault at once."""
        return _Reader(os.environ if environ is None else environ).settings()


def is_private(hostname: str) -> bool:
    """Say whether a host is this machine or stands in a private network: by number or by a name of no public zone."""
    name = hostname.removesuffix(".")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(PRIVATE_ZONES)
    return address.is_private or (address.version == SHARED.version and address in SHARED)


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def settings(self) -> Settings:
        var = Path(self.text("VAR", "var")).absolute()
        port = self.number("PORT", 8000, 1, 65535, bare=True)
        base_url = self.text("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
        self.check_base_url(base_url)
        production = base_url.startswith("https://")
        host = self.parts("BASE_URL", base_url).hostname or "localhost"
        if self.faults:
            base_url = "http://localhost"  # what cannot be read has been named: the rest is looked at all the same
        settings = Settings(
            secret_key=self.secret_key(var, production),
            secret_key_fallbacks=self.fallbacks(),
            database_url=self.database_url(var),
            redis_url=self.redis_url(),
            base_url=base_url,
            host=self.text("HOST", "127.0.0.1"),
            port=port,
            workers=self.number("WORKERS", 1, 1, 64),
            threads=self.number("THREADS", 2, 1, 128),
            server=self.choice("SERVER", "granian", ("granian", "gunicorn")),
            mail_url=self.mail_url(var),
            mail_from=self.mail_from() or f"no-reply@{host}",
            site_name=self.text("SITE_NAME", "Discuss"),
            contact=self.text("CONTACT", ""),
            redress=self.text("REDRESS", ""),
            staff_second_factor=self.choice(
                "STAFF_SECOND_FACTOR", "required" if production else "offered", ("required", "offered")
            ),
            minimum_age=self.number("MINIMUM_AGE", 16, 13, 21),
            comment_limit=self.number("COMMENT_LIMIT", 2000, 1, 10_000),
            words_file=self.text("WORDS_FILE", str(var / "words.txt")),
            proxy_hops=self.number("PROXY_HOPS", 0, 0, 8),
            pace=self.switch("PACE"),
            rate_limits=self.switch("RATE_LIMITS"),
            page_cache_bytes=self.number("PAGE_CACHE_BYTES", 64 * 1024 * 1024, 0, 1 << 40),
            jobs=self.switch("JOBS"),
            var=var,
        )
        if production and not (settings.pace and settings.rate_limits):
            self.faults.append("DISCUSS_PACE=off and DISCUSS_RATE_LIMITS=off are for trials: refused behind https.")
        if production and self.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false"}:
            self.faults.append("FLASK_DEBUG is refused behind https: unset it.")
        if self.faults:
            raise BadSettings(self.faults)
        return settings

    def text(self, name: str, default: str) -> str:
        return self.environ.get(f"DISCUSS_{name}", "").strip() or default

    def number(self, name: str, default: int, low: int, high: int, *, bare: bool = False) -> int:
        given = (self.environ.get(name, "") if bare else "") or self.environ.get(f"DISCUSS_{name}", "")
        if not given.strip():
            return default
        if not given.strip().isdecimal() or not low <= int(given) <= high:
            self.faults.append(f"DISCUSS_{name} must be a whole number from {low} to {high}, not {given!r}.")
            return default
        return int(given)

    def switch(self, name: str) -> bool:
        return self.choice(name, "on", ("on", "off")) != "off"

    def choice(self, name: str, default: str, choices: tuple[str, str]) -> str:
        given = self.text(name, default).lower()
        if given not in choices:
            self.faults.append(f"DISCUSS_{name} must be {' or '.join(choices)}, not {given!r}.")
        return given

    def check_base_url(self, url: str) -> None:
        parts = self.parts("BASE_URL", url)
        if parts is not BROKEN and (
            parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query
        ):
            self.faults.append(f"DISCUSS_BASE_URL must be http(s)://host[:port] without a path, not {url!r}.")

    def database_url(self, var: Path) -> str:
        url = self.text("DATABASE_URL", f"sqlite:///{var / 'discuss.sqlite'}")
        scheme, _, rest = url.partition("://")
        if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
            try:
                make_url(f"postgresql+psycopg://{rest}")
            except (ArgumentError, ValueError):
                self.faults.append("DISCUSS_DATABASE_URL must be postgresql://user:password@host:port/name.")
            return f"postgresql+psycopg://{rest}"
        if scheme == "sqlite" and rest.strip("/"):
            return url
        self.faults.append("DISCUSS_DATABASE_URL must begin with sqlite:/// (a file) or postgresql://.")
        return "sqlite:///invalid"

    def mail_url(self, var: Path) -> str:
        url = self.text("MAIL_URL", f"file://{var / 'mail'}")
        parts = self.parts("MAIL_URL", url)
        if parts is BROKEN:
            return url
        if parts.scheme not in {"smtp", "smtps", "file"} or (parts.scheme != "file" and not parts.hostname):
            self.faults.append("DISCUSS_MAIL_URL must be smtp://host:port, smtps://host:port or file:///folder.")
        elif parts.scheme == "smtp" and parts.query not in {"", WITHOUT_TLS}:
            self.faults.append(f"DISCUSS_MAIL_URL may end in ?{WITHOUT_TLS}, and knows nothing else behind a ?.")
        return url

    def mail_from(self) -> str:
        given = self.text("MAIL_FROM", "")
        if given and not PLAIN_ADDRESS.fullmatch(given):
            name = "the name before it is DISCUSS_SITE_NAME"
            self.faults.append(f"DISCUSS_MAIL_FROM must be a bare address like no-reply@example.org ({name}).")
        return given

    def redis_url(self) -> str:
        url = self.text("REDIS_URL", "")
        parts = self.parts("REDIS_URL", url)
        if url and parts is not BROKEN and parts.scheme not in {"redis", "rediss", "unix"}:
            self.faults.append("DISCUSS_REDIS_URL must be redis://host:port/number, rediss://… or unix:///path.")
        return url

    def parts(self, name: str, url: str) -> SplitResult:
        """Take an address apart; one that cannot be is a fault, and :data:`BROKEN`."""
        try:
            found = urlsplit(url)
            if found.port == 0:  # reading it fails for what is no number
                raise ValueError
        except ValueError:
            fault = f"DISCUSS_{name} is no address: its host or port cannot be read. The port is a number from 1."
            self.faults += [] if fault in self.faults else [fault]
            return BROKEN
        return found

    def fallbacks(self) -> tuple[str, ...]:
        keys = tuple(key.strip() for key in self.text("SECRET_KEY_FALLBACKS", "").split(",") if key.strip())
        if any(len(key) < MIN_KEY for key in keys):
            self.faults.append(f"DISCUSS_SECRET_KEY_FALLBACKS: each key must have at least {MIN_KEY} characters.")
        return keys

    def secret_key(self, var: Path, production: bool) -> str:
        given = self.text("SECRET_KEY", "")
        if given:
            if len(given) < MIN_KEY:
                self.faults.append(f"DISCUSS_SECRET_KEY must have at least {MIN_KEY} characters.")
            return given
        if production:
            self.faults.append("DISCUSS_SECRET_KEY must be set with an https address. Make one: openssl rand -hex 32")
            return ""
        return kept_key(var / "secret_key")


def kept_key(path: Path) -> str:
    """Return the key in ``path``, made on first use and readable by its owner only (mode 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked: of two processes starting at once, one wins and both read the same whole key.
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()
