"""Parameters of courses, orders, contracts, goods and support that reach a household."""

from partnersim.scenario.documents.fields import IF_ON, Part, quantity, switch
from partnersim.scenario.documents.plausible import between, times
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT


class Training(Part):
    """Courses raise practice of owners and skill of those who have not started."""

    on: bool = switch("courses have no effect and nobody takes a place.")
    hassle_share: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=5.0,
        plausible=between(0.2, 1.0),
        doc="Trouble of a course as a share of that of entering a credit programme.",
    )
    again_after_months: int = quantity(
        24,
        unit="months",
        low=1,
        high=120,
        plausible=between(12, 48),
        doc="Months before a household takes another course.",
    )


class BuyerOrders(Part):
    """A buyer takes a share of output at its own price, which local demand does not depress."""

    on: bool = switch("orders are not placed.")
    output_share: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        role="uncertainty",
        plausible=between(0.2, 0.6),
        doc="Share of the output of an owner with an order that the buyer takes.",
    )
    price: float = quantity(
        1.35,
        unit="1",
        low=0.0,
        high=5.0,
        role="uncertainty",
        source="set from Atkin, Khandelwal and Osman 2017: orders raise profit by 16 to 26 percent",
        plausible=between(1.0, 1.5),
        doc="Price paid by the buyer relative to the base price.",
    )
    months: int = quantity(
        12, unit="months", low=1, high=120, plausible=between(6, 24), doc="Length of an order."
    )
    learning: float = quantity(
        0.010,
        unit="per_month",
        low=0.0,
        high=0.5,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.0, 0.03),
        doc="Practice learned from a month of orders.",
    )


class ContractFarming(Part):
    """A nucleus firm contracts owners: a sure price, the technology without its minimum scale, input credit."""

    on: bool = switch("no contract is offered or kept.")
    output_share: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.5, 0.9),
        doc="Share of output sold under the contract.",
    )
    price: float = quantity(
        1.05,
        unit="1",
        low=0.0,
        high=5.0,
        role="lever",
        plausible=between(0.95, 1.2),
        doc="Contract price relative to the base price, before the nucleus takes its margin.",
    )
    nucleus_margin: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=0.9,
        role="lever",
        plausible=between(0.05, 0.3),
        doc="Share of the contract price kept by the nucleus.",
    )
    entry_capital_idr: float = quantity(
        1_500_000.0,
        unit="IDR/enterprise",
        low=0.0,
        high=1e9,
        role="lever",
        plausible=times(0.33, 2.0, source="assumed: a third to twice"),
        doc="Capital below which the nucleus offers no contract.",
        source="assumed; Cahyadi and Waibel find gains for better-off growers only",
    )
    scheme_failure: float = quantity(
        0.004,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.001, 0.01),
        doc="Monthly probability that a household's scheme ends.",
    )
    side_selling: float = quantity(
        0.30,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.6),
        doc="Probability of selling elsewhere when the local price beats the contract.",
    )


class ContractSchemes(Part):
    """A contract belongs to a scheme with a quality, which fails for all its growers and leaves them in debt."""

    settles = IF_ON
    on: bool = switch("each contract ends by itself, costs nothing then, and is offered again.")
    price_spread: float = quantity(
        0.10,
        unit="log",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: the price that schemes pay differs by about a tenth from one to another",
        plausible=between(0.05, 0.25),
        doc="Standard deviation of the log price between schemes.",
    )
    failing_spread: float = quantity(
        1.0,
        unit="log",
        low=0.0,
        high=5.0,
        role="uncertainty",
        source="assumed: a poor scheme (two thirds are better) fails half as often again as a usual one",
        plausible=between(0.3, 1.5),
        doc="Fall of the log hazard of failing with a standard deviation of quality.",
    )
    owed_months: float = quantity(
        3.0,
        unit="months",
        low=0.0,
        high=60.0,
        role="uncertainty",
        source="assumed: inputs of a crop season of about four months, most of it over",
        plausible=between(1.0, 6.0),
        doc="Months of inputs for the share under contract that a grower owes when its scheme fails.",
    )


class AssetTransfer(Part):
    """Equipment is given in kind to poor listed households; one without an enterprise starts one with it."""

    on: bool = switch("equipment is not handed out.")
    package_idr: float = quantity(
        1_000_000.0,
        unit="IDR/package",
        low=10_000.0,
        high=1e8,
        role="lever",
        plausible=times(
            0.5,
            4.0,
            source="assumed: half to four times; graduation programmes give more than a million rupiah",
        ),
        doc="Worth of one package of equipment.",
    )


class ConsumptionSupport(Part):
    """Cash paid to poor households as grants or consumption support."""

    on: bool = switch("no cash support is paid.")
    amount_idr: float = quantity(
        100_000.0,
        unit="IDR/household/month",
        low=0.0,
        high=1e7,
        role="lever",
        source="social transfers of Rp50,000 to 200,000 a household and month",
        plausible=between(
            50000.0, 200000.0, source="social transfers of Rp50,000 to 200,000 a household and month"
        ),
        doc="Support per household and month.",
    )


class ServicesRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    training: Training = Training()
    asset_transfer: AssetTransfer = AssetTransfer()
    buyer_orders: BuyerOrders = BuyerOrders()
    consumption_support: ConsumptionSupport = ConsumptionSupport()
    contract_farming: ContractFarming = ContractFarming()
    contract_schemes: ContractSchemes = ContractSchemes()
