"""Static files under names that carry their content's hash, so that browsers may keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, send_from_directory

from discuss.errors import NotFound

YEAR = 31_536_000  # seconds


def register(app: Flask, folder: Path) -> None:
    """Serve ``folder`` and give templates ``asset('app.css')``, the hashed address."""

    @lru_cache(maxsize=256)
    def digest(paths: tuple[str, ...], _changed: float) -> str:
        whole = b"".join((folder / path).read_bytes() for path in paths)
        return hashlib.blake2b(whole, digest_size=6).hexdigest()

    def asset(path: str) -> str:
        # A page with two hundred comments has a thousand icons of one file: it is looked at once a request.
        known: dict[str, str] = g.setdefault("asset_addresses", {})
        if path not in known:
            known[path] = address(path)
        return known[path]

    def address(path: str) -> str:
        # Scripts import one another by name, so a change of one gives all of them a new address.
        paths = tuple(sorted(file.name for file in folder.glob("*.js"))) if path.endswith(".js") else (path,)
        return f"/static/{digest(paths, max((folder / name).stat().st_mtime for name in paths))}/{path}"

    @app.get("/static/<digest>/<path:path>", endpoint="static")
    def static(digest: str, path: str) -> Response:
        if path.endswith((".map", ".md")) or "/." in f"/{path}":
            raise NotFound
        response = send_from_directory(folder, path, max_age=YEAR)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    app.jinja_env.globals["asset"] = asset
