"""The mechanisms of the model, each with its switch and parameters, in one place.

A scenario writes them under ``mechanisms:``. What a mechanism does is in ``partnersim.mechanisms``; a scenario
holds data only, so that reading one never runs a rule.
"""

from partnersim.scenario import giving_and_work as g
from partnersim.scenario import household as h
from partnersim.scenario import organization as o
from partnersim.scenario import partnership_life as p
from partnersim.scenario.fields import Part


class Mechanisms(Part):
    """Every mechanism by name; an omitted one is on, with its default parameters."""

    # environment
    dated_events: o.DatedEvents = o.DatedEvents()
    market_growth: h.MarketGrowth = h.MarketGrowth()
    hamlet_shocks: h.HamletShocks = h.HamletShocks()
    local_demand: h.LocalDemand = h.LocalDemand()
    import_competition: g.ImportCompetition = g.ImportCompetition()
    # organizations
    yearly_budgets: o.YearlyBudgets = o.YearlyBudgets()
    office_change: o.OfficeChange = o.OfficeChange()
    regulation: o.RegulatorRole = o.RegulatorRole()
    facilitation: o.FacilitatorRole = o.FacilitatorRole()
    firm_participation: o.FirmParticipation = o.FirmParticipation()
    firm_giving: g.FirmGiving = g.FirmGiving()
    # partnership
    needs: o.Needs = o.Needs()
    formation: o.Formation = o.Formation()
    planning: o.Planning = o.Planning()
    coordination_cost: o.CoordinationCost = o.CoordinationCost()
    observation: o.Observation = o.Observation()
    learned_trust: o.LearnedTrust = o.LearnedTrust()
    chosen_delivery: o.ChosenDelivery = o.ChosenDelivery()
    leakage: o.Leakage = o.Leakage()
    rival_benefits: o.RivalBenefits = o.RivalBenefits()
    partner_review: o.PartnerReview = o.PartnerReview()
    problem_events: p.ProblemEvents = p.ProblemEvents()
    informal_ties: p.InformalTies = p.InformalTies()
    mutual_aid: p.MutualAid = p.MutualAid()
    bargaining: p.Bargaining = p.Bargaining()
    termination: p.Termination = p.Termination()
    carried_learning: p.CarriedLearning = p.CarriedLearning()
    # services and community funds
    service_delivery: o.ServiceDelivery = o.ServiceDelivery()
    placement: g.Placement = g.Placement()
    quality_orders: g.QualityOrders = g.QualityOrders()
    unit_opening: o.UnitOpening = o.UnitOpening()
    gap_filling: o.GapFilling = o.GapFilling()
    lending: o.Lending = o.Lending()
    surplus_sharing: o.SurplusSharing = o.SurplusSharing()
    # households
    income_shocks: h.IncomeShocks = h.IncomeShocks()
    time_cost: h.TimeCost = h.TimeCost()
    enterprise: h.Enterprise = h.Enterprise()
    capital_loss: h.CapitalLoss = h.CapitalLoss()
    technology: h.Technology = h.Technology()
    self_control: h.SelfControl = h.SelfControl()
    coaching: h.Coaching = h.Coaching()
    practice: h.Practice = h.Practice()
    entry: h.Entry = h.Entry()
    exit: h.Exit = h.Exit()
    consumption: h.Consumption = h.Consumption()
    moneylender: h.Moneylender = h.Moneylender()
    distress_sale: h.DistressSale = h.DistressSale()
    kin_support: h.KinSupport = h.KinSupport()
    loan_application: h.LoanApplication = h.LoanApplication()
    group_repayment: h.GroupRepayment = h.GroupRepayment()
    loan_standing: g.LoanStanding = g.LoanStanding()
    joint_liability: h.JointLiability = h.JointLiability()
    readiness: h.Readiness = h.Readiness()
    training: h.Training = h.Training()
    mentoring: h.Mentoring = h.Mentoring()
    buyer_orders: h.BuyerOrders = h.BuyerOrders()
    contract_farming: h.ContractFarming = h.ContractFarming()
    asset_transfer: h.AssetTransfer = h.AssetTransfer()
    consumption_support: h.ConsumptionSupport = h.ConsumptionSupport()
