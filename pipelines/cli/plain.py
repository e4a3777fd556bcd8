"""What all commands share: errors without a traceback, and help that shows whole paragraphs."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import click
import duckdb

from pipelines import settings
from pipelines.cli.query import NotRun
from pipelines.cli.serve import Taken
from pipelines.database import Busy
from pipelines.models.sql import BadModel
from pipelines.outputs.base import NotWritten
from pipelines.outputs.workbook import NoCell
from pipelines.publish.publication import NotAudited
from pipelines.sources.errors import Refused


class WrongSetting(click.ClickException):
    """The environment is wrong, as a command line can be."""

    exit_code = 2


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Errors that a person can act on come without a traceback."""
    try:
        yield
    except (Busy, BadModel, NoCell, NotAudited, NotRun, NotWritten, Refused, Taken) as error:
        raise click.ClickException(str(error)) from None
    except settings.BadSetting as error:
        raise WrongSetting(str(error)) from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise click.ClickException(f"the disk is full: {error.filename or settings.home()}. Make room.") from None
    except duckdb.Error as error:
        raise click.ClickException(f"DuckDB: {error}") from None


class Whole(click.Group):
    """A group whose help shows the first paragraph of each command whole; Click cuts it to one line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and paragraphs, wrapped."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, " ".join((c.help or "").split("\n\n")[0].split())) for name, c in sorted(self.commands.items())]
            )
