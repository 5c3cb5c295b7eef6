"""The page for a room: levers, and what changes for whom (Solara)."""
