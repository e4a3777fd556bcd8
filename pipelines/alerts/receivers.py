"""Where alerts go: a webhook, a mail server, a command. Whatever goes wrong is said without a secret.

What a library says of a failure may hold the address of the webhook, so it is never repeated.
"""

import os
import signal
import smtplib
import ssl
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from queue import Empty, Queue
from urllib.parse import urlsplit

import requests

from pipelines import settings
from pipelines.settings.alerts import Mail
from pipelines.settings.environment import is_own

TIMEOUT_S = 10.0
Deliver = Callable[[str], None]


class Undelivered(Exception):
    """A receiver did not take an alert; the message says why, and no secret."""


class _Session(requests.Session):
    """requests looks at a redirect even where it does not follow it; this one does not."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """No redirect leads anywhere."""


def configured() -> Mapping[str, Deliver]:
    """The receivers that the environment names; each raises Undelivered."""
    found: dict[str, Deliver] = {}
    if address := settings.alerts.webhook():
        found["webhook"] = partial(_within, partial(post, address))
    if to := settings.alerts.mail():
        found["mail"] = partial(_within, partial(mail, to))
    if command := settings.alerts.command():
        found["command"] = partial(run, command)
    return found


def _within(deliver: Deliver, text: str) -> None:
    """Deliver in time: a server that sends a byte now and then is not waited for either."""
    came: Queue[str | None] = Queue()

    def attempt() -> None:
        try:
            deliver(text)
            came.put(None)
        except Undelivered as error:
            came.put(str(error))
        except Exception as error:  # its text may hold the address
            came.put(f"an unforeseen {type(error).__name__}")

    threading.Thread(target=attempt, daemon=True).start()
    try:
        fault = came.get(timeout=TIMEOUT_S)
    except Empty:
        fault = _late()
    if fault:
        raise Undelivered(fault)


def _late() -> str:
    return f"it did not answer within {TIMEOUT_S:g} s"


def post(address: str, text: str) -> None:
    """Post a message as Slack reads it. This machine is asked without a proxy."""
    with _Session() as session:
        session.trust_env = not is_own(urlsplit(address).hostname or "")
        body = {"text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
        try:
            with session.post(address, json=body, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
                status = answer.status_code
        except requests.exceptions.SSLError:
            raise Undelivered("its certificate is not valid") from None
        except requests.Timeout:
            raise Undelivered(_late()) from None
        except requests.RequestException:
            raise Undelivered("it cannot be reached") from None
    if not 200 <= status < 300:
        raise Undelivered(
            f"it answered {status}" + (", a redirect, which is not followed" if status // 100 == 3 else "")
        )


def mail(to: Mail, text: str) -> None:
    """Send a message; its first line is the subject."""
    message = EmailMessage()
    message["Subject"] = text.partition("\n")[0]
    message["From"], message["To"] = to.sender, ", ".join(to.to)
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=to.sender.partition("@")[2])
    message.set_content(text)
    try:
        with _connected(to) as server:
            if to.user:
                server.login(to.user, to.password)
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(_mail_fault(error)) from None


def _connected(to: Mail) -> smtplib.SMTP:
    """A session with the server, encrypted as the settings say."""
    context, own_name = ssl.create_default_context(), "[127.0.0.1]"
    if to.security == "tls":
        return smtplib.SMTP_SSL(to.host, to.port, own_name, timeout=TIMEOUT_S, context=context)
    server = smtplib.SMTP(to.host, to.port, own_name, timeout=TIMEOUT_S)
    try:
        if to.security == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _mail_fault(error: Exception) -> str:
    """What went wrong, in our words."""
    faults: Sequence[tuple[type[Exception], str]] = (
        (smtplib.SMTPAuthenticationError, "it refused user or password"),
        (smtplib.SMTPRecipientsRefused, "it refused the recipients"),
        (smtplib.SMTPNotSupportedError, "it does not offer STARTTLS or the login that is set"),
        (ssl.SSLError, "its certificate is not valid, or it does not speak TLS"),
        (TimeoutError, _late()),
    )
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return f"it answered {error.smtp_code}"
    return next((said for kind, said in faults if isinstance(error, kind)), "it cannot be reached")


def run(command: Sequence[str], text: str) -> None:
    """Give a message to a command on standard input. What it prints is not read: it may hold a secret."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        raise Undelivered("it cannot be started") from None
    try:
        process.communicate(text.encode(), TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise Undelivered(f"it did not end within {TIMEOUT_S:g} s, and was ended") from None
    if process.returncode:
        raise Undelivered(f"it ended with exit code {process.returncode}")
