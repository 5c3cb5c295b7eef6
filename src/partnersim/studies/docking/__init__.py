"""Docking: published results on partnerships, run as experiments and held against what the model gives."""

from partnersim.studies.docking.rows import DockedRow, DockTable
from partnersim.studies.docking.run import published, run_dockings

__all__ = ["DockTable", "DockedRow", "published", "run_dockings"]
