"""Maps: where over two fields one scenario is ahead of another, and where that cannot be told."""
