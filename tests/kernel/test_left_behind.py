"""What a killed command had begun to write is cleared away by the next one that writes."""

from pathlib import Path

import pytest

from pipelines import workspace


@pytest.mark.promise("published.killed")
@pytest.mark.parametrize(
    "name",
    [
        "archive/payloads/x/1.json.part-7",
        "published/a.part-7",
        "build.duckdb.sha256.part-7",
        ".dagster/dagster.yaml.part-7",
    ],
)
def test_half_a_file_of_a_killed_command_is_deleted(name: str, tmp_path: Path) -> None:
    left = tmp_path / name
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half")
    with workspace.opened(tmp_path):
        assert not left.exists()
