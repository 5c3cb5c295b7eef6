"""Parameters of partnerships; shares of money are of the agreement's yearly money."""
