"""The command that starts the page: ``partnersim app``."""

from __future__ import annotations

import importlib.util
from typing import Annotated

import typer

from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.options import InLanguage, Language
from partnersim.scenario.phrases import Phrase

LOCAL = "127.0.0.1"


def page(
    port: Annotated[int, whole("--port", "Port to listen at.", least=1, most=65535)] = 8765,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="Address to listen at; 0.0.0.0 lets others on the network open the page."
        ),
    ] = LOCAL,
    language: InLanguage = Language.en,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in this machine's browser.")
    ] = True,
) -> int:
    """Start the page: move a lever, see what changes, for whom and why. Works without the internet."""
    if importlib.util.find_spec("solara") is None:
        raise typer.BadParameter(Phrase("the page needs more libraries: pip install 'partnersim[app]'"))
    from partnersim.faces.app.server import CannotListen, address_of, check_free, serve

    try:
        check_free(host, port)
    except CannotListen as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"The page is at {address_of(host, port)} (stop it with Ctrl-C).")
    if host not in (LOCAL, "localhost", "::1"):
        typer.echo("Everybody who reaches this machine over the network can open it.")
    serve(host=host, port=port, language=language.value, open_browser=browser)
    return 0
