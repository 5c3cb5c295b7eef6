"""Where most values of the household mechanisms come from."""

PILOT = "assumed: inside the bounds of the pilot study of the household month"
FITTED = "fitted to the targets marked calibrate (docs/validation.md)"
