"""The month: every mechanism, listed explicitly in the order in which it acts."""

from __future__ import annotations

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.environment.dated_events import DatedEvents
from partnersim.mechanisms.environment.hamlets import HamletShocks, LocalDemand
from partnersim.mechanisms.environment.import_competition import ImportCompetition
from partnersim.mechanisms.funds.bank_debt import BankDebt
from partnersim.mechanisms.funds.surplus_sharing import SurplusSharing
from partnersim.mechanisms.households.household_month import HouseholdMonth
from partnersim.mechanisms.households.loan_standing import LoanStanding
from partnersim.mechanisms.households.rules import RULES
from partnersim.mechanisms.organizations.facilitation import Facilitation
from partnersim.mechanisms.organizations.firm_giving import FirmGiving
from partnersim.mechanisms.organizations.firm_participation import FirmParticipation
from partnersim.mechanisms.organizations.gap_filling import GapFilling
from partnersim.mechanisms.organizations.office_change import OfficeChange
from partnersim.mechanisms.organizations.regulation import Regulation
from partnersim.mechanisms.organizations.yearly_budgets import YearlyBudgets
from partnersim.mechanisms.partnership.bargaining import Bargaining
from partnersim.mechanisms.partnership.carried_learning import CarriedLearning
from partnersim.mechanisms.partnership.chosen_delivery import ChosenDelivery
from partnersim.mechanisms.partnership.coordination_cost import CoordinationCost
from partnersim.mechanisms.partnership.disputes import Disputes
from partnersim.mechanisms.partnership.donor_accounts import DonorAccounts
from partnersim.mechanisms.partnership.formation import Formation
from partnersim.mechanisms.partnership.informal_ties import InformalTies
from partnersim.mechanisms.partnership.leakage import Leakage
from partnersim.mechanisms.partnership.learned_trust import LearnedTrust
from partnersim.mechanisms.partnership.mutual_aid import MutualAid
from partnersim.mechanisms.partnership.needs import Needs
from partnersim.mechanisms.partnership.observation import Observation
from partnersim.mechanisms.partnership.partner_review import PartnerReview
from partnersim.mechanisms.partnership.planning import Planning
from partnersim.mechanisms.partnership.problem_events import ProblemEvents
from partnersim.mechanisms.partnership.rival_benefits import RivalBenefits
from partnersim.mechanisms.partnership.sanctions import Sanctions
from partnersim.mechanisms.partnership.termination import Termination
from partnersim.mechanisms.services.delivery import ServiceDelivery
from partnersim.mechanisms.services.placement import Placement
from partnersim.mechanisms.services.quality_orders import QualityOrders
from partnersim.mechanisms.services.unit_opening import UnitOpening

MONTH: tuple[Mechanism, ...] = (
    DatedEvents(),
    HamletShocks(),
    LocalDemand(),
    ImportCompetition(),
    Regulation(),
    Facilitation(),
    OfficeChange(),
    FirmParticipation(),
    YearlyBudgets(),
    FirmGiving(),
    Needs(),
    PartnerReview(),
    Termination(),
    Bargaining(),
    CarriedLearning(),
    Planning(),
    Formation(),
    DonorAccounts(),
    CoordinationCost(),
    Observation(),
    InformalTies(),
    MutualAid(),
    LearnedTrust(),
    Disputes(),
    Sanctions(),
    ChosenDelivery(),
    ProblemEvents(),
    Leakage(),
    ServiceDelivery(),
    Placement(),
    QualityOrders(),
    RivalBenefits(),
    GapFilling(),
    UnitOpening(),
    LoanStanding(),
    *RULES,
    HouseholdMonth(),
    BankDebt(),
    SurplusSharing(),
)
"""All mechanisms in the order of the month."""

__all__ = ["MONTH", "Mechanism", "Phase"]
