"""Documents: YAML with places, merging, strict fields and errors; no word of partnership."""
