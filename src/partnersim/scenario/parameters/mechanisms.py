"""The mechanisms of the model, each with its switch and parameters, in one place.

A scenario writes them under ``mechanisms:``. What a mechanism does is in ``partnersim.mechanisms``; a scenario
holds data only, so that reading one never runs a rule.
"""

from partnersim.scenario.documents.fields import Part
from partnersim.scenario.parameters import giving_and_work as g
from partnersim.scenario.parameters import partnership_life as p
from partnersim.scenario.parameters.households.consumption import (
    Consumption,
    DistressSale,
    KinSupport,
    Moneylender,
)
from partnersim.scenario.parameters.households.credit import GroupRepayment, JointLiability, LoanApplication
from partnersim.scenario.parameters.households.enterprise import (
    CapitalLoss,
    Coaching,
    Enterprise,
    Entry,
    Exit,
    Practice,
    SelfControl,
    Technology,
)
from partnersim.scenario.parameters.households.income import (
    HamletShocks,
    IncomeShocks,
    LocalDemand,
    MarketGrowth,
    TimeCost,
)
from partnersim.scenario.parameters.households.services import (
    AssetTransfer,
    BuyerOrders,
    ConsumptionSupport,
    ContractFarming,
    Mentoring,
    Readiness,
    Training,
)
from partnersim.scenario.parameters.organizations.conduct import (
    ChosenDelivery,
    Leakage,
    LearnedTrust,
    Observation,
    PartnerReview,
    RivalBenefits,
)
from partnersim.scenario.parameters.organizations.planning import CoordinationCost, Formation, Needs, Planning
from partnersim.scenario.parameters.organizations.roles import (
    DatedEvents,
    FacilitatorRole,
    FirmParticipation,
    OfficeChange,
    RegulatorRole,
    YearlyBudgets,
)
from partnersim.scenario.parameters.organizations.services import (
    GapFilling,
    Lending,
    ServiceDelivery,
    SurplusSharing,
    UnitOpening,
)


class Mechanisms(Part):
    """Every mechanism by name; an omitted one is on, with its default parameters."""

    # environment
    dated_events: DatedEvents = DatedEvents()
    market_growth: MarketGrowth = MarketGrowth()
    hamlet_shocks: HamletShocks = HamletShocks()
    local_demand: LocalDemand = LocalDemand()
    import_competition: g.ImportCompetition = g.ImportCompetition()
    # organizations
    yearly_budgets: YearlyBudgets = YearlyBudgets()
    office_change: OfficeChange = OfficeChange()
    regulation: RegulatorRole = RegulatorRole()
    facilitation: FacilitatorRole = FacilitatorRole()
    firm_participation: FirmParticipation = FirmParticipation()
    firm_giving: g.FirmGiving = g.FirmGiving()
    # partnership
    needs: Needs = Needs()
    formation: Formation = Formation()
    planning: Planning = Planning()
    coordination_cost: CoordinationCost = CoordinationCost()
    observation: Observation = Observation()
    learned_trust: LearnedTrust = LearnedTrust()
    chosen_delivery: ChosenDelivery = ChosenDelivery()
    leakage: Leakage = Leakage()
    rival_benefits: RivalBenefits = RivalBenefits()
    partner_review: PartnerReview = PartnerReview()
    problem_events: p.ProblemEvents = p.ProblemEvents()
    informal_ties: p.InformalTies = p.InformalTies()
    mutual_aid: p.MutualAid = p.MutualAid()
    bargaining: p.Bargaining = p.Bargaining()
    termination: p.Termination = p.Termination()
    carried_learning: p.CarriedLearning = p.CarriedLearning()
    # services and community funds
    service_delivery: ServiceDelivery = ServiceDelivery()
    placement: g.Placement = g.Placement()
    quality_orders: g.QualityOrders = g.QualityOrders()
    unit_opening: UnitOpening = UnitOpening()
    gap_filling: GapFilling = GapFilling()
    lending: Lending = Lending()
    surplus_sharing: SurplusSharing = SurplusSharing()
    # households
    income_shocks: IncomeShocks = IncomeShocks()
    time_cost: TimeCost = TimeCost()
    enterprise: Enterprise = Enterprise()
    capital_loss: CapitalLoss = CapitalLoss()
    technology: Technology = Technology()
    self_control: SelfControl = SelfControl()
    coaching: Coaching = Coaching()
    practice: Practice = Practice()
    entry: Entry = Entry()
    exit: Exit = Exit()
    consumption: Consumption = Consumption()
    moneylender: Moneylender = Moneylender()
    distress_sale: DistressSale = DistressSale()
    kin_support: KinSupport = KinSupport()
    loan_application: LoanApplication = LoanApplication()
    group_repayment: GroupRepayment = GroupRepayment()
    loan_standing: g.LoanStanding = g.LoanStanding()
    joint_liability: JointLiability = JointLiability()
    readiness: Readiness = Readiness()
    training: Training = Training()
    mentoring: Mentoring = Mentoring()
    buyer_orders: BuyerOrders = BuyerOrders()
    contract_farming: ContractFarming = ContractFarming()
    asset_transfer: AssetTransfer = AssetTransfer()
    consumption_support: ConsumptionSupport = ConsumptionSupport()
