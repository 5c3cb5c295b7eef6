"""The command that starts the page: ``partnersim app``."""

from __future__ import annotations

import importlib.util
import sys
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
    from partnersim.studies.words.texts import Texts

    try:
        check_free(host, port)
    except CannotListen as error:
        raise typer.BadParameter(error.args[0]) from error
    texts, address = Texts(language.value), address_of(host, port)

    def told() -> None:
        typer.echo(texts.say("The page is at {address} (stop it with Ctrl-C).", address=address))
        if host not in (LOCAL, "localhost", "::1"):
            typer.echo(texts.say("Everybody who reaches this machine over the network can open it."))
        sys.stdout.flush()

    typer.echo(texts.say("Starting the page: a few seconds, the first time half a minute."))
    sys.stdout.flush()
    serve(host=host, port=port, language=language.value, open_browser=browser, told=told)
    return 0
