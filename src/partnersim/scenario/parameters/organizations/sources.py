"""Where most values of the mechanisms of organizations come from."""

PILOT = "assumed: pilot study of the organization level"
"""The value is that of the project's pilot study: an assumption with a tested range, no measurement."""
