"""The monthly measures: name, unit, direction, and what each counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]

JOBS_CAPITAL_IDR = 10_000_000.0
"""Enterprise capital per hired worker in the count of jobs (assumed; the model itself hires nobody)."""


@dataclass(frozen=True)
class Measure:
    """One number that describes a month or a run.

    Attributes:
        name: stable key in tables. unit: unit in plain words. better: which direction is good.
        group: family for tables. label, label_id: English and Indonesian names. doc: exact definition.
    """

    name: str
    unit: str
    better: Better
    group: str
    label: str
    label_id: str
    doc: str


_H: Better = "higher"
_L: Better = "lower"
_N: Better = "neither"

_ROWS: tuple[tuple[str, str, Better, str, str, str, str], ...] = (
    # poverty: persons, monthly consumption against the real line
    ("headcount", "share", _L, "poverty", "Poverty headcount", "Persentase penduduk miskin",
     "People in households whose consumption of the month is below line x size, over all people."),
    ("poverty_gap", "share", _L, "poverty", "Poverty gap", "Indeks kedalaman kemiskinan",
     "Mean over all people of the shortfall as a share of the line."),
    ("poverty_severity", "share", _L, "poverty", "Poverty severity", "Indeks keparahan kemiskinan",
     "Mean over all people of the squared shortfall as a share of the line."),
    ("headcount_listed", "share", _L, "poverty", "Headcount, listed households",
     "Kemiskinan rumah tangga terdaftar", "As headcount, among people on the official list of the poor."),
    ("headcount_members", "share", _L, "poverty", "Headcount, members", "Kemiskinan anggota",
     "As headcount, among people of households that are members of a working community fund; empty "
     "without members."),
    ("exits", "households/month", _H, "poverty", "Exits from poverty", "Keluar dari kemiskinan",
     "Households below the line last month and not below it now."),
    ("entries", "households/month", _L, "poverty", "Entries into poverty", "Masuk ke kemiskinan",
     "Households not below the line last month and below it now, those who were poor before included."),
    ("reentries", "households/month", _L, "poverty", "Re-entries into poverty", "Jatuh miskin kembali",
     "Entries by households that have left poverty before in this run."),
    # welfare
    ("consumption_idr", "IDR/person/month", _H, "welfare", "Mean consumption", "Rata-rata konsumsi",
     "Consumption per person."),
    ("consumption_listed_idr", "IDR/person/month", _H, "welfare", "Consumption, listed households",
     "Konsumsi rumah tangga terdaftar", "Consumption per person on the list."),
    ("consumption_members_idr", "IDR/person/month", _H, "welfare", "Consumption, members", "Konsumsi anggota",
     "Consumption per person in member households; empty without members."),
    ("consumption_poorest_idr", "IDR/person/month", _H, "welfare", "Consumption, poorest fifth at the start",
     "Konsumsi seperlima termiskin pada awal",
     "Consumption per person among the fifth of people with the lowest smoothed income per person at the "
     "start."),
    ("income_idr", "IDR/person/month", _H, "welfare", "Mean income", "Rata-rata pendapatan",
     "Labour income, in-kind base and profit per person."),
    ("income_listed_idr", "IDR/person/month", _H, "welfare", "Income, listed households",
     "Pendapatan rumah tangga terdaftar", "Income per person on the list."),
    ("income_members_idr", "IDR/person/month", _H, "welfare", "Income, members", "Pendapatan anggota",
     "Income per person in member households; empty without members."),
    ("savings_idr", "IDR/household", _H, "welfare", "Savings", "Tabungan", "Liquid savings per household."),
    ("gini_consumption", "0 to 1", _L, "welfare", "Gini of consumption", "Gini konsumsi",
     "Gini of consumption per person over people, from 4,096 classes of 1/256 line (error below 0.0001)."),
    ("readiness", "share", _H, "welfare", "Readiness, listed households", "Kesiapan rumah tangga terdaftar",
     "Mean readiness to join and adopt among listed households."),
    # enterprises
    ("owners_share", "share", _H, "enterprise", "Households with an enterprise", "Rumah tangga dengan usaha",
     "Households that own an enterprise, over all households."),
    ("enterprises", "enterprises", _H, "enterprise", "Enterprises", "Jumlah usaha",
     "Households that own one."),
    ("enterprise_births", "enterprises/month", _H, "enterprise", "Enterprises started", "Usaha baru",
     "Households that own an enterprise and did not last month."),
    ("enterprise_deaths", "enterprises/month", _L, "enterprise", "Enterprises closed", "Usaha tutup",
     "Households that owned an enterprise last month and do not now."),
    ("technology_share", "share", _H, "enterprise", "Owners with better technology",
     "Pemilik dengan teknologi lebih baik",
     "Owners that use the better technology, over owners; empty without owners."),
    ("profit_idr", "IDR/enterprise/month", _H, "enterprise", "Profit per enterprise", "Laba per usaha",
     "Mean profit of owners; empty without owners."),
    ("capital_idr", "IDR/enterprise", _H, "enterprise", "Capital per enterprise", "Modal per usaha",
     "Mean enterprise capital of owners; empty without owners."),
    ("jobs", "workers", _H, "enterprise", "Jobs in enterprises", "Pekerja di usaha",
     "Owners plus one hired worker per full Rp10 million of an enterprise's capital (a counting rule, "
     "assumed)."),
    ("orders_share", "share", _H, "enterprise", "Owners with an order or contract",
     "Pemilik dengan pesanan atau kontrak",
     "Owners that sell to a buyer's order or under a contract, over owners; empty without owners."),
    ("price", "ratio", _N, "enterprise", "Local price", "Harga setempat",
     "Local price over its base, mean over hamlets."),
    # debts
    ("moneylender_debt_idr", "IDR", _L, "debt", "Owed to moneylenders", "Utang kepada rentenir",
     "Sum over all households."),
    ("moneylender_interest_idr", "IDR/month", _L, "debt", "Moneylenders' interest", "Bunga rentenir",
     "Interest that moneylenders charged in the month."),
    ("moneylender_share", "share", _L, "debt", "Households owing a moneylender",
     "Rumah tangga berutang pada rentenir", "Households with moneylender debt, over all households."),
    ("interest_saved_idr", "IDR/month", _H, "debt", "Interest saved by members", "Bunga yang dihemat anggota",
     "Principal that members owe their funds at the moneylender's monthly rate, less the interest they "
     "paid. It is what they would have paid had all of it been borrowed from a moneylender: an upper "
     "bound."),
    # community funds
    ("members", "households", _H, "funds", "Members of community funds", "Anggota dana komunitas",
     "Households in a group of a working fund."),
    ("coverage_listed", "share", _H, "funds", "Coverage of listed households",
     "Cakupan rumah tangga terdaftar",
     "Listed households that are members, over listed households; empty without listed households."),
    ("borrowers", "households", _H, "funds", "Borrowers", "Peminjam", "Members with a loan."),
    ("loans_outstanding_idr", "IDR", _N, "funds", "Loans outstanding", "Pinjaman beredar",
     "Principal lent and neither repaid nor written off, closed units included."),
    ("loans_disbursed_idr", "IDR/month", _H, "funds", "Loans disbursed", "Pinjaman disalurkan",
     "Principal lent in the month."),
    ("queue", "households", _L, "funds", "Queue for loans", "Antrean pinjaman",
     "Households that wanted a loan this month and got none for want of money or of room."),
    ("nonperforming_share", "share", _L, "funds", "Non-performing loans", "Pinjaman bermasalah",
     "Late principal over principal outstanding; empty without loans."),
    ("lost_share", "share", _L, "funds", "Loans lost", "Pinjaman hilang",
     "Principal written off so far over principal lent so far; empty before the first loan."),
    ("units_active", "units", _H, "funds", "Working funds", "Unit dana aktif", "Community funds that work."),
    ("units_opened", "units", _H, "funds", "Funds opened", "Unit dana dibuka",
     "Opened since the start of the run."),
    ("units_closed", "units", _L, "funds", "Funds closed", "Unit dana tutup", "Closed funds."),
    ("fund_capital_idr", "IDR", _H, "funds", "Capital of funds", "Modal dana komunitas",
     "Cash, collections and principal outstanding of working funds."),
    ("fund_own_capital_idr", "IDR", _H, "funds", "Own capital of funds", "Modal sendiri dana komunitas",
     "Capital of working funds less what they owe the bank and principal that is late."),
    ("bank_debt_idr", "IDR", _N, "funds", "Funds' debt to the bank", "Utang dana kepada bank",
     "Capital borrowed from a bank and not repaid, closed units included."),
    ("capital_per_member_idr", "IDR/member", _H, "funds", "Capital per member", "Modal per anggota",
     "Capital of working funds over members; empty without members."),
    ("velocity", "turns/year", _H, "funds", "Turnover of capital", "Perputaran modal",
     "Loans put out in the last 12 months (a year's rate before the 12th) over mean capital of those "
     "months."),
    ("fund_surplus_idr", "IDR/month", _H, "funds", "Surplus of funds", "Surplus dana komunitas",
     "Interest received less running cost, interest paid to the bank and principal written off in the "
     "month."),
    # firms
    ("firms_taking_part", "firms", _H, "firms", "Firms taking part", "Perusahaan yang ikut serta",
     "Firms that give this year; 0 where the place has none in the scenario."),
    ("firm_participation", "share", _H, "firms", "Firm participation", "Partisipasi perusahaan",
     "Firms that give this year over all firms; 0 where there are none."),
    ("firm_probability", "share", _H, "firms", "Expected participation", "Peluang partisipasi",
     "Mean over firms of the probability of taking part this year; 0 where there are none."),
    ("firm_contributions_idr", "IDR/month", _H, "firms", "Firms' contributions", "Sumbangan perusahaan",
     "Money that firms handed over in the month."),
    # who paid
    ("paid_government_idr", "IDR/month", _N, "money", "Paid by government", "Dibayar pemerintah",
     "Spent from own cash, transfers to partners included, less transfers received; returned money is "
     "not spent."),
    ("paid_donors_idr", "IDR/month", _N, "money", "Paid by donors", "Dibayar donor",
     "As paid_government_idr."),
    ("paid_ngos_idr", "IDR/month", _N, "money", "Paid by NGOs", "Dibayar LSM", "As paid_government_idr."),
    ("paid_institutes_idr", "IDR/month", _N, "money", "Paid by training institutes",
     "Dibayar lembaga pelatihan", "As paid_government_idr."),
    ("paid_firms_idr", "IDR/month", _N, "money", "Paid by firms", "Dibayar perusahaan",
     "As paid_government_idr, of the forum of firms that give."),
    ("money_spent_idr", "IDR/month", _N, "money", "Money spent by partners", "Uang yang dibelanjakan mitra",
     "Sum of what all organizations paid; it covers work, seed money, support, co-ordination, showpieces "
     "and theft."),
    ("seed_money_idr", "IDR/month", _H, "money", "Seed money", "Modal awal untuk dana komunitas",
     "Money handed over for community funds in the month."),
    ("showpiece_share", "share", _L, "money", "Diverted to showpieces", "Dialihkan ke proyek pamer",
     "Spent on showpieces over money spent in the month; empty without spending."),
    ("leakage_share", "share", _L, "money", "Stolen", "Kebocoran",
     "Taken by officials over money spent in the month; empty without spending."),
    ("coordination_cost_share", "share", _L, "money", "Spent on co-ordination", "Biaya koordinasi",
     "Spent on preparing, writing and meeting over money spent in the month; empty without spending."),
    ("partner_income_idr", "IDR/month", _N, "money", "Partners' own income", "Pendapatan mitra sendiri",
     "Rival benefits that partners earned for themselves in the month."),
    # partnership
    ("trust", "share", _H, "partnership", "Trust", "Kepercayaan",
     "Mean belief of members in each other's reliability, mean over agreements with two members or more."),
    ("stage", "number", _N, "partnership", "Stage of the first agreement", "Tahap perjanjian pertama",
     "0 identification, 1 socialisation, 2 planning, 3 agreement, 4 implementation, 5 ended; empty "
     "without one."),
    ("agreements_working", "agreements", _H, "partnership", "Agreements at work", "Perjanjian yang berjalan",
     "Agreements in the implementation stage."),
    ("active_members", "organizations", _H, "partnership", "Partners at work", "Mitra yang bekerja",
     "Members inside and awake, summed over working agreements."),
    ("advantage_index", "index", _H, "partnership", "Use of comparative advantage",
     "Pemanfaatan keunggulan komparatif",
     "How far delivered money went where members are comparatively good, mean over working agreements."),
    ("delivery_gap", "share", _L, "partnership", "Promised but not delivered",
     "Dijanjikan tetapi tidak terlaksana",
     "Share of the money promised in the last 12 months that did not arrive as work, over agreements at "
     "work and organizations apart; empty where nothing was promised."),
    ("net_benefit_leaving", "1 = joint money's best use", _H, "partnership", "Net benefit against leaving",
     "Manfaat bersih dibanding keluar",
     "Mean over members inside of last year's worth above that of leaving."),
    ("net_benefit_nobody", "1 = joint money's best use", _H, "partnership",
     "Net benefit against no partnership", "Manfaat bersih dibanding tanpa kemitraan",
     "As above, had nobody partnered."),
    ("harmed_share", "share", _L, "partnership", "Members worse off", "Mitra yang dirugikan",
     "Members worse off than in a counterfactual at the last yearly account, mean over working "
     "agreements."),
    ("coordination_staff_share", "share", _L, "partnership", "Staff time for co-ordination",
     "Waktu staf untuk koordinasi", "Share of members' staff time, mean over working agreements."),
    # attributes of a genuine partnership and principles, means over working agreements (measures.attributes)
    ("mutual_gain", "share", _H, "partnership", "Mutual gain", "Manfaat timbal balik",
     "Members whose last yearly account was above both leaving and nobody partnering; empty before one."),
    ("each_benefits", "share", _H, "partnership", "Nobody loses", "Semua mitra mendapat manfaat",
     "Agreements in which nobody was worse off than in either counterfactual; empty before an account."),
    ("shared_responsibility", "index", _H, "partnership", "Shared responsibility", "Tanggung jawab bersama",
     "One less the Gini of the work that the plan gives to each member."),
    ("local_ownership", "share", _H, "partnership", "Local ownership", "Kepemilikan lokal",
     "Decision weight of members other than donors."),
    ("equality", "index", _H, "partnership", "Equality", "Kesetaraan",
     "One less the Gini of decision weights."),
    ("equity", "index", _H, "partnership", "Equity", "Keadilan manfaat bersih",
     "One less the Gini of last year's net benefits against leaving."),
    ("transparency", "share", _H, "partnership", "Transparency", "Transparansi",
     "Delivered money that at least one other member had the chance to see and would report."),
    ("shared_aims", "index", _H, "partnership", "Shared aims", "Tujuan bersama",
     "One less the mean distance of two members' objectives."),
    ("balance_of_workload", "index", _H, "partnership", "Balance of workload", "Keseimbangan beban kerja",
     "One less the Gini of how busy members' staff are with the agreement."),
    ("fairness", "index", _H, "partnership", "Fairness", "Keadilan pembagian",
     "One less half the summed differences between shares of rival benefits and of money brought."),
    ("duration_months", "months", _H, "partnership", "Duration", "Lama kemitraan",
     "Months since the first signing, up to the end, mean over agreements once signed."),
    ("lasts", "share", _H, "partnership", "Lasting", "Keberlanjutan",
     "Part of the agreed term lived so far, at most 1, mean over agreements once signed."),
)

MEASURES: tuple[Measure, ...] = tuple(Measure(*row) for row in _ROWS)
"""All monthly measures, in table order; empty means NaN.

Weights: persons (weight x size) in poverty rates and per-person means, households (weight) elsewhere."""
