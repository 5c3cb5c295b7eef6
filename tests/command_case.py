"""The command run in this process, for what it prints."""

from __future__ import annotations

import pytest

from partnersim.faces.cli import main


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command that ends with ``code`` prints: its output, or its errors if it should fail."""
    assert main(arguments) == code
    streams = capsys.readouterr()
    return streams.out if code == 0 else streams.err
