"""Notes every address that a Python process asks for, and lets nothing leave this machine.

Python imports it at its start where this folder is on PYTHONPATH; `WATCHED` names the file of notes. The tests import it
too, and so does the process whose children are their commands.
"""

import os
import sys
from pathlib import Path

NOTES = Path(os.environ.get("WATCHED", os.devnull))
CONNECTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event not in CONNECTS | LOOKUPS:
        return
    address = arguments[0] if event in LOOKUPS else arguments[1]
    if isinstance(address, tuple):
        address = address[0]
    elif event in CONNECTS:
        return  # a socket of this machine alone
    host = address.decode() if isinstance(address, bytes) else str(address or "localhost")
    with NOTES.open("a") as file:
        file.write(host + "\n")
    if host not in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::"):
        raise OSError(f"a test does not ask {host}")


sys.addaudithook(watch)
