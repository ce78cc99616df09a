"""How large a server is."""

import os
from pathlib import Path

from tests.services.server import Server


def memory(server: Server) -> int:
    """Return the bytes that the server and its workers have for themselves, without what they share with others.

    What is mapped from files is left out: its share changes when other programs begin and end.
    """
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if server.process and os.getpgid(int(folder.name)) == server.process.pid:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                own = [line.split()[1] for line in lines if line.startswith(("Anonymous:", "Swap:"))]
                total += sum(map(int, own)) * 1024
        except (ProcessLookupError, FileNotFoundError):
            continue
    return total
