"""Commands in a network with loopback alone, and what the kernel counted there: run by `unshare --net`."""

import json
import os
import socket
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests import mirror as m
from tests.conftest import BY_NAME, NOW, reservewatch, samples

SIOCSIFFLAGS, UP = 0x8914, 0x1
SAMPLE = BY_NAME["treasury_gold"]
URL = next(SAMPLE.plan(NOW.date())).url
HOME = Path(os.environ["RESERVEWATCH_HOME"])
COMMANDS = [
    "refresh", "status", "tables", "claims", "claims B04", "archive", f"export --to {HOME}/csv --format csv",
    f"export --to {HOME}/parquet2", f"archive export {HOME}/all.tar", f"rebuild --to {HOME}/again.duckdb",
]  # fmt: skip


def counted() -> list[int]:
    """Packets that had no way out, and datagrams sent: a lookup of a name is one or the other."""
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    found = {
        n + k: int(v)
        for (n, *keys), (_, *values) in zip(lines[::2], lines[1::2], strict=True)
        for k, v in zip(keys, values, strict=True)
    }
    return [found["Ip:OutNoRoutes"], found["Udp:OutDatagrams"]]


with socket.socket() as any_socket:
    ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", UP))
OUT = "import socket; socket.socket().connect(('192.0.2.1', 443))"  # an address for documents: the count works
subprocess.run([sys.executable, "-c", OUT], check=False, capture_output=True)
before = counted()
with m.serving({URL: samples(SAMPLE)[0]}) as mirror:
    freely = {"PYTHONPATH": ""}  # from nothing: no test's own watch is between a command and the kernel
    results = [reservewatch(*c.split(), home=HOME, mirror=mirror.url, more=freely) for c in COMMANDS]
print(*[part for r in results for part in (r.stdout, r.stderr)])
print(json.dumps({"refused": before[0], "in_commands": [n - b for n, b in zip(counted(), before, strict=True)]}))
sys.exit(max(r.returncode for r in results))
