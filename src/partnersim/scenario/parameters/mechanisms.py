"""The mechanisms of the model, each with its switch and parameters, in one place.

A scenario writes them under ``mechanisms:``. What a mechanism does is in ``partnersim.mechanisms``; a scenario
holds data only, so that reading one never runs a rule.
"""

from partnersim.scenario.documents.fields import Part
from partnersim.scenario.parameters.environment.dated_events import DatedEvents
from partnersim.scenario.parameters.environment.hamlets import HamletShocks, LocalDemand
from partnersim.scenario.parameters.environment.import_competition import ImportCompetition
from partnersim.scenario.parameters.funds.surplus_sharing import SurplusSharing
from partnersim.scenario.parameters.households.capital import CapitalRules
from partnersim.scenario.parameters.households.consumption import ConsumptionRules
from partnersim.scenario.parameters.households.credit import CreditRules
from partnersim.scenario.parameters.households.debt import DebtRules
from partnersim.scenario.parameters.households.enterprise import EnterpriseRules
from partnersim.scenario.parameters.households.entry_exit import EntryExitRules
from partnersim.scenario.parameters.households.groups import GroupsRules
from partnersim.scenario.parameters.households.labour import LabourRules
from partnersim.scenario.parameters.households.loan_standing import LoanStandingRules
from partnersim.scenario.parameters.households.practice import PracticeRules
from partnersim.scenario.parameters.households.readiness import ReadinessRules
from partnersim.scenario.parameters.households.services import ServicesRules
from partnersim.scenario.parameters.organizations.facilitation import FacilitatorRole
from partnersim.scenario.parameters.organizations.firm_giving import FirmGiving
from partnersim.scenario.parameters.organizations.firm_participation import FirmParticipation
from partnersim.scenario.parameters.organizations.gap_filling import GapFilling
from partnersim.scenario.parameters.organizations.office_change import OfficeChange
from partnersim.scenario.parameters.organizations.regulation import RegulatorRole
from partnersim.scenario.parameters.organizations.yearly_budgets import YearlyBudgets
from partnersim.scenario.parameters.partnership.bargaining import Bargaining
from partnersim.scenario.parameters.partnership.carried_learning import CarriedLearning
from partnersim.scenario.parameters.partnership.chosen_delivery import ChosenDelivery
from partnersim.scenario.parameters.partnership.coordination_cost import CoordinationCost
from partnersim.scenario.parameters.partnership.disputes import Disputes
from partnersim.scenario.parameters.partnership.donor_accounts import DonorAccounts
from partnersim.scenario.parameters.partnership.formation import Formation
from partnersim.scenario.parameters.partnership.informal_ties import InformalTies
from partnersim.scenario.parameters.partnership.leakage import Leakage
from partnersim.scenario.parameters.partnership.learned_trust import LearnedTrust
from partnersim.scenario.parameters.partnership.mutual_aid import MutualAid
from partnersim.scenario.parameters.partnership.needs import Needs
from partnersim.scenario.parameters.partnership.observation import Observation
from partnersim.scenario.parameters.partnership.partner_review import PartnerReview
from partnersim.scenario.parameters.partnership.planning import Planning
from partnersim.scenario.parameters.partnership.problem_events import ProblemEvents
from partnersim.scenario.parameters.partnership.rival_benefits import RivalBenefits
from partnersim.scenario.parameters.partnership.sanctions import Sanctions
from partnersim.scenario.parameters.partnership.termination import Termination
from partnersim.scenario.parameters.services.delivery import ServiceDelivery
from partnersim.scenario.parameters.services.placement import Placement
from partnersim.scenario.parameters.services.quality_orders import QualityOrders
from partnersim.scenario.parameters.services.unit_opening import UnitOpening


class OtherRules(Part):
    """The mechanisms of the place, its organizations, partnerships, services and community funds."""

    # environment
    dated_events: DatedEvents = DatedEvents()
    hamlet_shocks: HamletShocks = HamletShocks()
    local_demand: LocalDemand = LocalDemand()
    import_competition: ImportCompetition = ImportCompetition()
    # organizations
    yearly_budgets: YearlyBudgets = YearlyBudgets()
    office_change: OfficeChange = OfficeChange()
    regulation: RegulatorRole = RegulatorRole()
    facilitation: FacilitatorRole = FacilitatorRole()
    firm_participation: FirmParticipation = FirmParticipation()
    firm_giving: FirmGiving = FirmGiving()
    # partnership
    needs: Needs = Needs()
    formation: Formation = Formation()
    planning: Planning = Planning()
    coordination_cost: CoordinationCost = CoordinationCost()
    donor_accounts: DonorAccounts = DonorAccounts()
    observation: Observation = Observation()
    learned_trust: LearnedTrust = LearnedTrust()
    disputes: Disputes = Disputes()
    sanctions: Sanctions = Sanctions()
    chosen_delivery: ChosenDelivery = ChosenDelivery()
    leakage: Leakage = Leakage()
    rival_benefits: RivalBenefits = RivalBenefits()
    partner_review: PartnerReview = PartnerReview()
    problem_events: ProblemEvents = ProblemEvents()
    informal_ties: InformalTies = InformalTies()
    mutual_aid: MutualAid = MutualAid()
    bargaining: Bargaining = Bargaining()
    termination: Termination = Termination()
    carried_learning: CarriedLearning = CarriedLearning()
    # services and community funds
    service_delivery: ServiceDelivery = ServiceDelivery()
    placement: Placement = Placement()
    quality_orders: QualityOrders = QualityOrders()
    unit_opening: UnitOpening = UnitOpening()
    gap_filling: GapFilling = GapFilling()
    surplus_sharing: SurplusSharing = SurplusSharing()


class Mechanisms(
    LoanStandingRules,
    GroupsRules,
    ReadinessRules,
    CreditRules,
    EntryExitRules,
    PracticeRules,
    ConsumptionRules,
    DebtRules,
    ServicesRules,
    CapitalRules,
    EnterpriseRules,
    LabourRules,
    OtherRules,
):
    """Every mechanism by name; an omitted one has its default parameters, and is on unless it is off by default."""
