"""Pages of the documentation that are written from results: one module a page, `partnersim pages` writes them."""
