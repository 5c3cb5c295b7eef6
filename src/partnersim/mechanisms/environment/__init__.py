"""Rules of the surroundings: what the calendar, markets and weather do to everybody."""
