"""Starting the page: where it listens, and that nothing leaves the machine."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser

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
    "OPENBLAS_NUM_THREADS": "1",
}
"""Settings of Solara: no telemetry, no files from the network, closed pages forgotten after minutes."""


class PortInUse(OSError):
    """Somebody else listens there."""


def check_free(host: str, port: int) -> None:
    """Refuse a port at which somebody listens.

    Raises:
        PortInUse: the message names the port and how to choose another.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"port {port} of {host} cannot be used ({error.strerror}); choose another: partnersim app --port "
                f"{port + 1}"
            ) from error


def serve(*, host: str = LOCAL, port: int = 8765, language: str = "en", open_browser: bool = True) -> None:
    """Serve the page until interrupted.

    Args:
        host: address to listen at; other than the default, others on the network can open the page.
        port: number of the port. language: "en" or "id", in which the page begins.
        open_browser: whether to open the page in the browser of this machine.

    Raises:
        PortInUse: somebody else listens there.
    """
    check_free(host, port)
    os.environ.update({**SETTINGS, FIRST_LANGUAGE: language})
    import solara.server.starlette
    import uvicorn

    from partnersim.faces.app import serving

    serving.warm()
    if open_browser:
        threading.Timer(1.5, webbrowser.open, (f"http://{host}:{port}",)).start()
    try:
        uvicorn.run(solara.server.starlette.app, host=host, port=port, log_level="warning")
    finally:
        serving.stop()
