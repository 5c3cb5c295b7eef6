"""Figures and the report of a study."""

from partnersim.faces.report.write import write_report

__all__ = ["write_report"]
