"""Parameters of what partners' money becomes in the hamlets."""
