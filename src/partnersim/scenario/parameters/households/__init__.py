"""Parameters of the household month; money is rupiah at the prices of the base year, per household and month."""
