"""Parameters of the staff time that a donor's money takes from those who work with it."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class DonorAccounts(Part):
    """Who works with a donor's money writes its reports, receives its missions and keeps its accounts."""

    on: bool = switch("donors' money takes nobody's time.")
    hours_per_donor: float = quantity(
        400.0,
        unit="hours/year",
        low=0.0,
        high=20000.0,
        role="uncertainty",
        plausible=between(
            100.0,
            1200.0,
            source="assumed: from half-yearly notes without a mission to monthly ones with a procurement file of the "
            "donor's own; counts for whole countries run to hundreds of missions and thousands of reports a year "
            "(Knack and Rahman 2007; Paris Declaration monitoring survey 2006), but none is in hours",
        ),
        source="assumed: four reports of 24 hours, two missions of four days for three people (192 hours), and 112 "
        "hours for accounts and an audit",
        doc="Staff time a year that one donor's project takes from each partner that works with its money.",
    )
    hours_per_person: float = quantity(
        1200.0,
        unit="hours/person/year",
        low=200.0,
        high=3000.0,
        plausible=between(
            1200.0, 1800.0, source="effective hours of an official; contract hours without leave"
        ),
        source="240 days of five effective hours (head of the civil service agency, regulation 19/2011)",
        doc="Hours that one person works in a year.",
    )
