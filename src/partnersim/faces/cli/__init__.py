"""The command line: reads what is asked, hands it to studies, prints what comes back."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from partnersim.faces.cli.streams import OutputLost, ReaderGone, drop_output, usable_streams
from partnersim.scenario.phrases import Phrase

DONE, FAILED, WRONG_INPUT = 0, 1, 2
READER_GONE = 141
"""As a shell reports a program that was ended by SIGPIPE (128 + 13)."""

BY_SIGNAL = 130
"""What the parser makes of an interrupt."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code.

    0 done, 1 the work failed or its output could not be written, 2 the input is wrong, 141 the reader of the
    output went away.

    Args:
        argv: arguments without the program's name; those of the process if not given.
    """
    # Set before numpy loads: its idle threads would spin against the workers, and cost more than they give.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with usable_streams():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    from partnersim.faces.cli.app import UsageError, app
    from partnersim.scenario.documents.errors import ScenarioError

    given = sys.argv[1:] if argv is None else argv
    try:
        code = app(args=None if argv is None else list(argv), prog_name="partnersim", standalone_mode=False)
        sys.stdout.flush()
        return _interrupted(given) if code == BY_SIGNAL else int(code or DONE)
    except UsageError as error:
        from partnersim.faces.cli.usage import usage_text

        return _complain(_said(usage_text(error, given), given), WRONG_INPUT)
    except ScenarioError as error:
        return _complain(_said(error, given), WRONG_INPUT)
    except ReaderGone:
        drop_output()
        return READER_GONE
    except OutputLost as error:
        drop_output()
        lost = Phrase("cannot write to the standard output: {reason}", reason=Phrase.verbatim(str(error)))
        return _complain(_said(lost, given), FAILED)
    except KeyboardInterrupt:
        return _interrupted(given)
    except Exception as error:
        return _failed(error, given)


def _failed(error: Exception, argv: Sequence[str]) -> int:
    """One line for anything else; where the input is to blame, the errors of the studies say so."""
    kind = type(error).__name__
    if kind == "ResultsError":
        return _complain(_said(error, argv), WRONG_INPUT)
    if kind == "Abort":
        return _interrupted(argv)
    if os.environ.get("PARTNERSIM_TRACEBACK"):
        raise error
    first = (str(error).strip() or "no message").splitlines()[0]
    text = Phrase(
        "the work failed: {kind}: {reason} (set PARTNERSIM_TRACEBACK=1 to see where)", kind=kind, reason=first
    )
    return _complain(_said(text, argv), FAILED)


def _interrupted(argv: Sequence[str]) -> int:
    text = Phrase("interrupted; with --out, finished runs are kept, and the same command goes on")
    return _complain(_said(text, argv), FAILED)


def _said(error: Exception | Phrase, argv: Sequence[str]) -> str:
    """An error in the language that the arguments ask for; English needs no catalogue."""
    from partnersim.faces.cli.usage import language_asked

    language = language_asked(argv)
    if language == "en":
        return str(error)
    from partnersim.studies.words.problems import error_text, said
    from partnersim.studies.words.texts import Texts

    texts = Texts(language)
    return said(error, texts) if isinstance(error, Phrase) else error_text(error, texts)


def _complain(text: str, code: int) -> int:
    for line in text.splitlines() or [text]:
        print(f"partnersim: {line}", file=sys.stderr)
    return code
