"""Comparing more closely: what pairing brought, how small a difference would have shown, who wins and who loses."""
