"""Where most values of the mechanisms come from."""

HOUSEHOLD_PILOT = "assumed: inside the bounds of the pilot study of the household month"
PARTNER_PILOT = "assumed: pilot study of the organization level"
"""The value is that of the project's pilot study: an assumption with a tested range, no measurement."""

PILOT_BOUNDS = "bounds of the pilot study of the household month, between which the fit searched"
