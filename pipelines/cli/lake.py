"""The commands of the lake."""

import re
import sys
from dataclasses import asdict, replace
from typing import Any

import click

from pipelines import settings
from pipelines.cli import render
from pipelines.cli.plain import Whole, speaking_plainly
from pipelines.cli.render import OUT
from pipelines.outputs import lake as output
from pipelines.outputs.base import NotWritten
from pipelines.outputs.lake import snapshots
from pipelines.outputs.lake.address import READ, Address, script
from pipelines.outputs.lake.output import reached
from pipelines.publish import publication


@click.group(cls=Whole)
def lake() -> None:
    """The publications in a DuckLake for readers on other machines: see docs/deploy/team.md."""


def _set() -> Address:
    if output.SET is None:
        raise NotWritten("no lake is set: RESERVEWATCH_LAKE and RESERVEWATCH_LAKE_DATA. See docs/deploy/team.md")
    return output.SET


@lake.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """What readers of the lake see, and whether it is what is published here; exit with 1 if not."""
    with speaking_plainly():
        address = _set()
        with reached(address, READ) as con:
            kept = snapshots.history(con)
            files = "select coalesce(sum(file_count), 0)::bigint, coalesce(sum(file_size_bytes), 0)::bigint"
            [(count, size)] = con.execute(f"{files} from ducklake_table_info('lake')").fetchall()
    here = publication.stamp(settings.home() / publication.FILE)
    seen = kept[-1] if kept else None
    is_current = bool(seen and here and seen.fingerprint == here[0])
    facts = {
        "catalog": address.catalog, "data": address.data, "published_at": seen.published_at if seen else None,
        "publications": len(kept), "files": count, "bytes": size, "is_current": is_current,
    }  # fmt: skip
    _show(facts, here[1] if here else None, as_json)
    sys.exit(0 if is_current else 1)


def _show(facts: dict[str, Any], here: str | None, as_json: bool) -> None:
    if as_json:
        OUT.print_json(data=facts)
        return
    size = f"{facts['bytes'] / 1e6:.1f} MB"
    for line in (
        f"Readers see {_seen(facts['published_at'], here, facts['is_current'])}.",
        f"Publications: {facts['publications']}. Files of the last one: {facts['files']}, {size}, in {facts['data']}",
        "Read it: `reservewatch lake attach` prints the SQL",
    ):
        OUT.print(line, markup=False, highlight=False, soft_wrap=True)


@lake.command("attach")
@click.option("--user", metavar="ROLE", help="The role that reads, in place of the one that publishes.")
def attach_(user: str | None) -> None:
    """Print the SQL by which a session of DuckDB reads the lake, in Python or on its command line."""
    with speaking_plainly():
        address = _set()
        if user:
            alone = re.sub(r"\s*\buser=\S+", "", address.catalog)
            address = replace(address, catalog=f"{alone} user={user}")
        click.echo(script(address))


def _seen(there: str | None, here: str | None, is_current: bool) -> str:
    """What readers see, and beside it what is published here: a publication without a new value is not laid."""
    seen, at = (_minute(day) if day else "nothing yet" for day in (there, here))
    seen = f"the publication of {seen}" if there else seen
    if not is_current:
        return f"{seen}; here it is {at}"
    return f"{seen}; the one published here" if there == here else f"{seen}; its values were published here again {at}"


def _minute(at: str) -> str:
    return f"{at[:16].replace('T', ' ')} UTC"


@lake.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def history(as_json: bool) -> None:
    """Every publication that the lake has kept: a query reads one of them with `at (version => NUMBER)`."""
    with speaking_plainly(), reached(_set(), READ) as con:
        kept = [asdict(snapshot) for snapshot in snapshots.history(con)]
    if as_json:
        OUT.print_json(data=kept)
    else:
        rows = [(s["number"], _minute(s["published_at"]), _minute(s["laid_at"]), s["fingerprint"][:12]) for s in kept]
        render.rows(["version", "published", "laid", "fingerprint"], rows)


@lake.command()
def rollback() -> None:
    """Lay the publication before the present one once more, for readers of the lake alone."""
    with speaking_plainly():
        address = _set()
        with reached(address) as con:
            back = snapshots.roll_back(con, address)
    said = f"The lake is back at the publication of {_minute(back.published_at)}"
    OUT.print(f"{said}. The next refresh lays what is published here.", soft_wrap=True, highlight=False)


@lake.command()
@click.option("--days", type=click.IntRange(1), required=True, help="Keep publications that are younger.")
def expire(days: int) -> None:
    """Let go of publications older than some days, and of files that no publication has."""
    with speaking_plainly(), reached(_set()) as con:
        gone = snapshots.expire(con, days)
    said = f"{gone} snapshots expired; their files go a day later." if gone else "No snapshot is older."
    OUT.print(said, highlight=False)
