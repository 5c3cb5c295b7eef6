"""Where most values of the mechanisms come from."""

HOUSEHOLD_PILOT = (
    "assumed: from the pilot study of the household month, made with a view on targets T09 to T11"
)
PARTNER_PILOT = "assumed: pilot study of the organization level"
"""The value is that of the project's pilot study: an assumption with a tested range, no measurement.

The household month had its form chosen in that study with the published effects of credit (T09, T10) and of the
package (T11) in view, so that a value of it is no blind guess with regard to them.
"""

PILOT_BOUNDS = "bounds of the pilot study of the household month, between which the fit searched"
