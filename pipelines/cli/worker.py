"""The command of a machine that takes steps of a team's runs."""

import secrets
import socket

import click

from pipelines import settings
from pipelines.cli.plain import speaking_plainly
from pipelines.settings import BadSetting

REDELIVERY_S = 600


@click.command()
@click.option("--builder", is_flag=True, help="Build and publish. One machine of a team does.")
@click.option(
    "--redelivery",
    type=click.IntRange(10, 7200), default=REDELIVERY_S, show_default=True, metavar="SECONDS",
    help="After how long a step whose worker is gone goes to another one; longer than the longest step.",
)  # fmt: skip
def worker(builder: bool, redelivery: int) -> None:
    """Take steps of a team's runs until TERM: read sources, or build. See docs/deploy/team.md."""
    with speaking_plainly():
        if not settings.team.broker():
            found, todo = "nothing", "It and RESERVEWATCH_TEAM_STORAGE are what workers share."
            raise BadSetting(settings.team.BROKER, "the address of a Redis", found, todo)
        from pipelines.orchestration import team

        team.check()
        queue = team.BUILDER if builder else team.READERS
        raise SystemExit(team.worker(queue, f"{queue}-{secrets.token_hex(3)}@{socket.gethostname()}", redelivery))
