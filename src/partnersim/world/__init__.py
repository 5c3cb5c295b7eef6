"""State without rules: households, organizations, agreements, funds, ledger, chance."""
