"""Which change makes a raw table be read again: that of its own source, and no other."""

from pathlib import Path

from pipelines import raw
from pipelines.sources import SOURCES
from tests.conftest import BY_NAME


def files(name: str) -> set[str]:
    return {path.name for path in raw._closure(BY_NAME[name].file)}


def test_a_source_is_read_by_its_own_module_and_those_it_imports() -> None:
    assert files("tic_slt3") >= {"tic_slt3.py", "tic.py", "base.py", "vintages.py", "errors.py"}
    assert files("tic_slt3").isdisjoint({"fred.py", "fiscal.py", "tic_slt1.py", "__init__.py"})
    assert "imf_cofer.py" in files("imf_cofer_allocated")  # one source that builds on another
    everywhere = set.intersection(*({p for p in raw._closure(s.file)} for s in SOURCES))
    assert {p.name for p in everywhere} == {
        "arrival.py",
        "base.py",
        "errors.py",
        "formats.py",
        "reading.py",
        "vintages.py",
    }


def test_a_changed_module_changes_the_hash_of_its_sources_alone(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    before = {s.name: raw.reader(s) for s in SOURCES}
    tic = next(p for p in raw._closure(BY_NAME["tic_slt3"].file) if p.name == "tic.py")
    original = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: original(path) + (b"#" if path == tic else b""))
    after = {s.name: raw.reader.__wrapped__(s) for s in SOURCES}
    assert {n for n in before if before[n] != after[n]} == {s.name for s in SOURCES if tic in raw._closure(s.file)}
    assert {n for n in before if before[n] != after[n]} == {n for n in before if n.startswith("tic_")}
