"""Starting the page: where it listens, and that nothing leaves the machine."""

from __future__ import annotations

import errno
import os
import socket
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    import uvicorn

LOCAL = "127.0.0.1"
FIRST_LANGUAGE = "PARTNERSIM_PAGE_LANGUAGE"
"""Variable that says in which language pages begin; read when the page is first made."""

SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_PROXY": "True",  # files of the page come from this machine
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9",  # and what is missing there is not fetched from elsewhere
    "SOLARA_KERNEL_CULL_TIMEOUT": "15m",
    "SOLARA_APP": "partnersim.faces.app.page",
    "SOLARA_MODE": "production",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_FORCE_REFRESH": "True",  # what a lost connection leaves cannot draw the question whether to refresh
    "OPENBLAS_NUM_THREADS": "1",
}
"""Settings of Solara: no telemetry, no files from the network, closed pages forgotten after minutes.

A page that connects again and has no word within half a second that it is still known gives itself up: it is loaded
anew then, and its address brings back its place.
"""

ASKS_SECONDS = 20.0
"""How often the server asks each page whether it is still there."""

WAITS_SECONDS = 300.0
"""How long a page may leave that unanswered before its connection is ended.

The usual 20 seconds end the connection of a page that is only late, as one is where twenty browsers and the server want
two cores. A page that went without a word is noticed later instead.
"""


class CannotListen(OSError):
    """The page cannot listen at the address it was told; the message says why and what to do."""


def check_free(host: str, port: int) -> None:
    """Refuse an address at which the page cannot listen.

    Raises:
        CannotListen: somebody else listens there, it is not allowed, or the address is none of this machine's.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotListen(_advice(host, port, error)) from error


def _advice(host: str, port: int, error: OSError) -> Phrase:
    if error.errno == errno.EADDRINUSE:
        return Phrase(
            "port {port} of {host} is in use, perhaps by another page that was not stopped; choose another: "
            "partnersim app --port {free}",
            port=str(port), host=host, free=str(_free_port(host)),
        )  # fmt: skip
    if error.errno in (errno.EACCES, errno.EPERM):
        return Phrase(
            "port {port} is not allowed ({reason}); choose one from 1024 to 65535",
            port=str(port), reason=str(error.strerror),
        )  # fmt: skip
    return Phrase(
        "'{host}' is no address of this machine ({reason}); 127.0.0.1 keeps the page on this machine, 0.0.0.0 opens "
        "it to the network",
        host=host, reason=str(error.strerror or error),
    )  # fmt: skip


def _free_port(host: str) -> int:
    """A port that nobody uses now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def address_of(host: str, port: int) -> str:
    """The address of the page for a browser of this machine."""
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def serve(
    *,
    host: str = LOCAL,
    port: int = 8765,
    language: str = "en",
    open_browser: bool = True,
    told: Callable[[], None] = lambda: None,
) -> None:
    """Serve the page until interrupted.

    Args:
        host: address to listen at; other than the default, others on the network can open the page.
        port: number of the port. language: "en" or "id", in which the page begins.
        open_browser: whether to open the page in the browser of this machine.
        told: called once the page can be opened, which takes half a minute where its libraries have never been used.

    Raises:
        CannotListen: see `check_free`.
    """
    check_free(host, port)
    os.environ.update({**SETTINGS, FIRST_LANGUAGE: language})
    import solara.server.starlette

    from partnersim.faces.app import serving

    def listening() -> None:
        told()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address_of(host, port),), daemon=True).start()

    serving.warm()
    try:
        _server_of(solara.server.starlette.app, host, port, listening).run()
    except KeyboardInterrupt:
        pass
    finally:
        serving.stop()


def _server_of(app: Any, host: str, port: int, listening: Callable[[], None]) -> uvicorn.Server:
    """A server that says when it listens: a browser that is opened before finds nobody."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, *sockets: Any, **named: Any) -> None:
            await super().startup(*sockets, **named)
            if self.started:
                listening()

    asks = {"ws_ping_interval": ASKS_SECONDS, "ws_ping_timeout": WAITS_SECONDS}
    return Server(uvicorn.Config(app, host=host, port=port, log_level="warning", **asks))
