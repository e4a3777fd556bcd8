"""Dagster's webserver behind the guard: python -m pipelines.ui.webserver SOCKET WORKSPACE [--read-only]."""

import logging
import signal
import socket
import sys
from contextlib import suppress

import uvicorn
from dagster import DagsterInstance, __version__
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pipelines import settings
from pipelines.ui.guard import Guard

GRACE = 3  # seconds for open connections at the end: pages that wait for news never close theirs


def serve(listener: socket.socket, workspace: str, is_read_only: bool) -> None:
    """Serve until TERM or INT; the workspace says where the definitions are."""
    with (
        DagsterInstance.get() as instance,
        WorkspaceProcessContext(
            instance, WorkspaceFileTarget([workspace]), version=__version__, read_only=is_read_only
        ) as context,
    ):
        instance.optimize_for_webserver(statement_timeout=15_000, pool_recycle=3600, max_overflow=20)
        app = create_app_from_workspace_process_context(context, live_data_poll_rate=2000)
        app.routes.insert(
            0, Mount("/report", StaticFiles(directory=settings.home() / "report", check_dir=False, html=True))
        )
        guard = Guard(app, listener.getsockname()[1], settings.ui_token())
        # Uvicorn calls a websocket that was refused with a sentence an error, though it sends the answer.
        logging.getLogger("uvicorn.error").addFilter(lambda r: "without completing handshake" not in str(r.msg))
        config = uvicorn.Config(guard, log_level="warning", timeout_graceful_shutdown=GRACE, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    # Uvicorn passes a signal on when it has stopped; raised here, it lets the contexts above close.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], "--read-only" in sys.argv)
