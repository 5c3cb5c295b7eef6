"""Rules of organizations: money by the year, heads, government's roles, firms, filling of gaps."""
