"""Damage to a body: of its bytes, lines and tokens, and of the members of a ZIP file.

Each kind of damage takes a body and `pick`, which returns a number from 0 to below its argument: hypothesis draws
it, the fuzzer takes it from a seeded generator.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable

Pick = Callable[[int], int]
TOKEN = re.compile(rb"[^\s,;\"<>{}\[\]:=]+")
STRANGE = [
    b"", b"0", b"-0", b"NaN", b"Infinity", b"1e400", b"-1", b"1" * 17, b"1" * 5000, b"null", b"true", b"{}", b"[]", b"[[]]",
    b'"', b'""', b"\x00", b"\xff", b"\r", b"\n", b"\t", b",", b"\x0c", b"\xef\xbb\xbf", "\u2028".encode(), "\u0663".encode(),
    "\u00e9".encode("latin-1"), b"\\ud800", b"\\u0000", b"[" * 2000, b"0000-00-00", b"0000M01", b"2026-02-30", b"1066-01",
    b"9999-12-31", b"2262-04-12", b"99999999999999999999", b"n.a.", b"*", b".", b"&a;", b"&#0;", b"<!DOCTYPE a>", b"<a>", b"</",
]  # fmt: skip


def damaged(body: bytes, pick: Pick) -> bytes:
    """A body after one to three kinds of damage; of a ZIP file mostly that of a member."""
    for _ in range(1 + pick(3)):
        kinds = [*ZIPPED, *PLAIN[:2]] if zipfile.is_zipfile(io.BytesIO(body)) else PLAIN
        body = kinds[pick(len(kinds))](body, pick)
    return body


def flip(body: bytes, pick: Pick) -> bytes:
    """One other byte."""
    at = pick(len(body) + 1)
    return body[:at] + bytes([pick(256)]) + body[at + 1 :]


def cut(body: bytes, pick: Pick) -> bytes:
    """Only the beginning."""
    return body[: pick(len(body) + 1)]


def token(body: bytes, pick: Pick) -> bytes:
    """A strange token in place of one."""
    start, end = _token(body, pick)
    return body[:start] + STRANGE[pick(len(STRANGE))] + body[end:]


def literal(body: bytes, pick: Pick) -> bytes:
    """A strange value in place of a quoted one, quotes included."""
    start, end = _token(body, pick)
    quoted = body[start - 1 : start] == b'"' == body[end : end + 1]
    return body[: start - quoted] + STRANGE[pick(len(STRANGE))] + body[end + quoted :]


def inserted(body: bytes, pick: Pick) -> bytes:
    """A strange token where there was none."""
    at = pick(len(body) + 1)
    return body[:at] + STRANGE[pick(len(STRANGE))] + body[at:]


def moved(body: bytes, pick: Pick) -> bytes:
    """A token in place of another."""
    (a, b), (start, end) = _token(body, pick), _token(body, pick)
    return body[:start] + body[a:b] + body[end:]


def line(body: bytes, pick: Pick) -> bytes:
    """A line left out, doubled, at another place, or many times."""
    lines = body.splitlines(keepends=True) or [b""]
    taken = lines.pop(pick(len(lines)))
    at, times = pick(len(lines) + 1), (0, 1, 2, min(100, 20_000 // (len(taken) + 1)))[pick(4)]
    return b"".join([*lines[:at], *[taken] * times, *lines[at:]])


def column(body: bytes, pick: Pick) -> bytes:
    """The column of a table left out of every line, or doubled."""
    mark, at, times = (b"\t", b",")[pick(2)], pick(12), 2 * pick(2)
    rows = [row.split(mark) for row in body.split(b"\n")]
    return b"\n".join(mark.join([*r[:at], *r[at : at + 1] * times, *r[at + 1 :]]) for r in rows)


def encoded(body: bytes, pick: Pick) -> bytes:
    """The text in another encoding."""
    return body.decode("latin-1").encode(("utf-16", "utf-16-le", "utf-8-sig", "utf-32")[pick(4)])


PLAIN = [flip, cut, token, token, literal, literal, inserted, moved, line, line, column, encoded]


def member(body: bytes, pick: Pick) -> bytes:
    """A ZIP file with a damaged member."""
    return _rezipped(body, pick, lambda name, content: [(name, PLAIN[pick(len(PLAIN))](content, pick))])


def renamed(body: bytes, pick: Pick) -> bytes:
    """A ZIP file with a member of another name, twice, or left out."""
    kind = pick(3)
    return _rezipped(body, pick, lambda n, content: [[(n + "x", content)], [(n, content)] * 2, []][kind])


ZIPPED = [member, member, member, renamed]


def _rezipped(body: bytes, pick: Pick, change: Callable[[str, bytes], list[tuple[str, bytes]]]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as old:
            found = [(name, old.read(name)) for name in old.namelist()]
    except Exception:  # it was damaged before: more of the same
        return flip(body, pick)
    at = pick(len(found)) if found else 0
    parts = [*found[:at], *(change(*found[at]) if found else []), *found[at + 1 :]]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice
        for name, content in parts:
            new.writestr(name, content)
    return out.getvalue()


def _token(body: bytes, pick: Pick) -> tuple[int, int]:
    at = pick(len(body) + 1)
    match = TOKEN.search(body, at) or TOKEN.search(body)
    return match.span() if match else (at, at)
