"""Planes: over two levers, where the first way of working is ahead of each other one, by several outcomes at once."""

from partnersim.studies.planes.result import PlaneTable
from partnersim.studies.planes.run import planes, read_plane, run_plane

__all__ = ["PlaneTable", "planes", "read_plane", "run_plane"]
