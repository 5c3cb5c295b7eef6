"""The scoreboard: predictions of published effects by site, beside rivals that need no model."""

from partnersim.studies.scoreboard.run import Board, score

__all__ = ["Board", "score"]
