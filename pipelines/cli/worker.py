"""The commands of a team: of a machine that takes steps of its runs, and of whoever asks which ones do."""

import secrets
import socket

import click

from pipelines import database, settings
from pipelines.cli.plain import speaking_plainly
from pipelines.cli.run import instance
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
        _ask_for_a_team()
        from pipelines.orchestration import team

        team.check()
        with instance(settings.home()):
            pass  # a run that is started on any machine finds where the team's history is
        queue, kind = (team.BUILDER, "builder") if builder else (team.READERS, "reader")
        raise SystemExit(team.worker(queue, f"{kind}-{secrets.token_hex(3)}@{socket.gethostname()}", redelivery))


@click.command()
def workers() -> None:
    """Who takes steps of a team's runs; exit 1 where nobody reads sources, or nobody builds: a run would wait."""
    with speaking_plainly():
        _ask_for_a_team()
        from pipelines.orchestration import team

        team.check()
        found = team.listening()
    for queue, work in ((team.READERS, "read sources"), (team.BUILDER, "build")):
        click.echo(f"{len(found[queue])} {work}: {', '.join(found[queue]) or 'a run waits until one does'}")
    raise SystemExit(0 if found[team.READERS] and found[team.BUILDER] else 1)


def _ask_for_a_team() -> None:
    if not settings.team.broker():
        found, todo = "nothing", "It and RESERVEWATCH_TEAM_STORAGE are what workers share."
        raise BadSetting(settings.team.BROKER, "the address of a Redis", found, todo)
    database.team(str(settings.team.storage())).close()
