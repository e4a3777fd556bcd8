"""The lake that publications are laid into: its catalog, its data and the keys of its bucket."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.settings.environment import BadSetting, variable

BUCKET = "s3://"
KEYS = {
    "key_id": "AWS_ACCESS_KEY_ID", "secret": "AWS_SECRET_ACCESS_KEY", "session_token": "AWS_SESSION_TOKEN",
    "region": "AWS_REGION", "endpoint": "AWS_ENDPOINT_URL_S3",
}  # fmt: skip


def place() -> tuple[str, str] | None:
    """Catalog and data of the lake: `RESERVEWATCH_LAKE` and `RESERVEWATCH_LAKE_DATA`."""
    catalog, data = variable("LAKE"), variable("LAKE_DATA")
    if not catalog and not data:
        return None
    expected = "a catalog such as postgres:dbname=lake host=db.example.org user=reservewatch"
    if "password" in catalog or "://" in catalog:
        todo = "Name no password there: set PGPASSFILE or PGPASSWORD."
        raise BadSetting("LAKE", f"{expected}, without password", "another address", todo)
    if not re.fullmatch(r"postgres:\s*\w+=\S.*", catalog):
        raise BadSetting("LAKE", expected, "another address" if catalog else "nothing")
    if not (re.fullmatch(rf"{BUCKET}[a-z0-9][a-z0-9.-]+(/[\w./=-]*)?", data) or Path(data).is_absolute()):
        raise BadSetting("LAKE_DATA", "a folder from the root, or a bucket such as s3://lake/data", repr(data))
    return catalog, data


def bucket() -> dict[str, str]:
    """What DuckDB asks of the keys of a bucket, from the variables that all clients of S3 read."""
    said = {name: os.environ[variable] for name, variable in KEYS.items() if os.environ.get(variable)}
    if endpoint := said.pop("endpoint", ""):
        parts = urlsplit(endpoint)
        return {**said, "endpoint": parts.netloc, "url_style": "path", "use_ssl": str(parts.scheme != "http").lower()}
    return said
