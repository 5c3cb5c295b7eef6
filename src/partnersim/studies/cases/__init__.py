"""Cases: what single runs of a place show, beside what was observed there."""
