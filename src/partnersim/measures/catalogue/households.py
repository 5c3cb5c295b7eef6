"""Measures of households: poverty, welfare, enterprises and what they owe moneylenders."""

from __future__ import annotations

from partnersim.measures.catalogue.funds import funds_of_place
from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, monthly
from partnersim.measures.months import Floats, Months, share
from partnersim.measures.noting import noted_from
from partnersim.measures.summaries import FLOW, LEVEL

# poverty: persons, monthly consumption against the real line


@monthly(
    unit="share", better=LOWER, link=Link.IMPACT, group="poverty", summaries=LEVEL,
    en="Poverty headcount", id="Persentase penduduk miskin", leads=True, spoken=True,
)  # fmt: skip
def headcount(m: Months) -> Floats:
    """People in households whose consumption of the month is below line x size, over all people."""
    return share(m.total.poor, m.total.people)


@monthly(
    unit="share", better=LOWER, link=Link.IMPACT, group="poverty", summaries=LEVEL,
    en="Poverty gap", id="Indeks kedalaman kemiskinan", leads=True,
)  # fmt: skip
def poverty_gap(m: Months) -> Floats:
    """Mean over all people of the shortfall as a share of the line."""
    return share(m.total.gap, m.total.people)


@monthly(
    unit="share", better=LOWER, link=Link.IMPACT, group="poverty", summaries=LEVEL,
    en="Poverty severity", id="Indeks keparahan kemiskinan",
)  # fmt: skip
def poverty_severity(m: Months) -> Floats:
    """Mean over all people of the squared shortfall as a share of the line."""
    return share(m.total.severity, m.total.people)


@monthly(
    unit="share", better=LOWER, link=Link.IMPACT, group="poverty", summaries=LEVEL,
    en="Headcount, listed households", id="Kemiskinan rumah tangga terdaftar", leads=True,
)  # fmt: skip
def headcount_listed(m: Months) -> Floats:
    """As headcount, among people on the official list of the poor."""
    return share(m.total.poor_listed, m.total.people_listed)


@monthly(
    unit="share", better=LOWER, link=Link.IMPACT, group="poverty", summaries=LEVEL,
    en="Headcount, members", id="Kemiskinan anggota",
)  # fmt: skip
def headcount_members(m: Months) -> Floats:
    """As headcount, among people of households that are members of a working community fund.

    Empty without members.
    """
    return share(m.total.poor_members, m.total.people_members)


@monthly(
    unit="households/month", better=HIGHER, link=Link.IMPACT, group="poverty", summaries=FLOW,
    en="Exits from poverty", id="Keluar dari kemiskinan",
)  # fmt: skip
def exits(m: Months) -> Floats:
    """Households below the line last month and not below it now."""
    return m.total.exits


@monthly(
    unit="households/month", better=LOWER, link=Link.IMPACT, group="poverty", summaries=FLOW,
    en="Entries into poverty", id="Masuk ke kemiskinan",
)  # fmt: skip
def entries(m: Months) -> Floats:
    """Households not below the line last month and below it now.

    Those who were poor before included.
    """
    return m.total.entries


@monthly(
    unit="households/month", better=LOWER, link=Link.IMPACT, group="poverty", summaries=FLOW,
    en="Re-entries into poverty", id="Jatuh miskin kembali",
)  # fmt: skip
def reentries(m: Months) -> Floats:
    """Entries by households that have left poverty before in this run."""
    return m.total.reentries


# welfare


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.IMPACT, group="welfare", summaries=LEVEL,
    en="Mean consumption", id="Rata-rata konsumsi",
)  # fmt: skip
def consumption_idr(m: Months) -> Floats:
    """Consumption per person."""
    return share(m.total.consumption, m.total.people)


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.IMPACT, group="welfare", summaries=LEVEL,
    en="Consumption, listed households", id="Konsumsi rumah tangga terdaftar", leads=True,
)  # fmt: skip
def consumption_listed_idr(m: Months) -> Floats:
    """Consumption per person on the list."""
    return share(m.total.consumption_listed, m.total.people_listed)


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.IMPACT, group="welfare", summaries=LEVEL,
    en="Consumption, members", id="Konsumsi anggota",
)  # fmt: skip
def consumption_members_idr(m: Months) -> Floats:
    """Consumption per person in member households; empty without members."""
    return share(m.total.consumption_members, m.total.people_members)


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.IMPACT, group="welfare", summaries=LEVEL,
    en="Consumption, poorest fifth at the start", id="Konsumsi seperlima termiskin pada awal",
)  # fmt: skip
def consumption_poorest_idr(m: Months) -> Floats:
    """Consumption per person among the poorest fifth at the start.

    The fifth of people with the lowest smoothed income per person when the run began.
    """
    return share(m.total.consumption_poorest, m.total.people_poorest)


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.OUTCOME, group="welfare", summaries=LEVEL,
    en="Mean income", id="Rata-rata pendapatan", signed=True,
)  # fmt: skip
def income_idr(m: Months) -> Floats:
    """Labour income, in-kind base and profit per person."""
    return share(m.total.income, m.total.people)


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.OUTCOME, group="welfare", summaries=LEVEL,
    en="Income, listed households", id="Pendapatan rumah tangga terdaftar", leads=True, spoken=True, signed=True,
)  # fmt: skip
def income_listed_idr(m: Months) -> Floats:
    """Income per person on the list."""
    return share(m.total.income_listed, m.total.people_listed)


@monthly(
    unit="IDR/person/month", better=HIGHER, link=Link.OUTCOME, group="welfare", summaries=LEVEL,
    en="Income, members", id="Pendapatan anggota", leads=True, signed=True,
)  # fmt: skip
def income_members_idr(m: Months) -> Floats:
    """Income per person in member households; empty without members."""
    return share(m.total.income_members, m.total.people_members)


@monthly(
    unit="IDR/household", better=HIGHER, link=Link.OUTCOME, group="welfare", summaries=LEVEL,
    en="Savings", id="Tabungan",
)  # fmt: skip
def savings_idr(m: Months) -> Floats:
    """Liquid savings per household."""
    return share(m.total.savings, m.total.households)


@monthly(
    unit="0 to 1", better=LOWER, link=Link.IMPACT, group="welfare", summaries=LEVEL,
    en="Gini of consumption", id="Gini konsumsi",
)  # fmt: skip
def gini_consumption(m: Months) -> Floats:
    """Gini of consumption per person over people.

    From 4,096 classes of 1/256 line (error below 0.0001).
    """
    return m.gini


@monthly(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="welfare", summaries=LEVEL,
    en="Readiness, listed households", id="Kesiapan rumah tangga terdaftar",
)  # fmt: skip
def readiness(m: Months) -> Floats:
    """Mean readiness to join and adopt among listed households."""
    return share(m.total.readiness, m.total.listed)


# enterprises


@monthly(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Households with an enterprise", id="Rumah tangga dengan usaha",
)  # fmt: skip
def owners_share(m: Months) -> Floats:
    """Households that own an enterprise, over all households."""
    return share(m.total.owners, m.total.households)


@monthly(
    unit="enterprises", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Enterprises", id="Jumlah usaha", leads=True, spoken=True,
)  # fmt: skip
def enterprises(m: Months) -> Floats:
    """Households that own one."""
    return m.total.owners


@monthly(
    unit="enterprises/month", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=FLOW,
    en="Enterprises started", id="Usaha baru",
)  # fmt: skip
def enterprise_births(m: Months) -> Floats:
    """Households that own an enterprise and did not last month."""
    return m.total.births


@monthly(
    unit="enterprises/month", better=LOWER, link=Link.OUTCOME, group="enterprise", summaries=FLOW,
    en="Enterprises closed", id="Usaha tutup",
)  # fmt: skip
def enterprise_deaths(m: Months) -> Floats:
    """Households that owned an enterprise last month and do not now."""
    return m.total.deaths


@monthly(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Owners with better technology", id="Pemilik dengan teknologi lebih baik",
)  # fmt: skip
def technology_share(m: Months) -> Floats:
    """Owners that use the better technology, over owners; empty without owners."""
    return share(m.total.technology, m.total.owners)


@monthly(
    unit="IDR/enterprise/month", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Profit per enterprise", id="Laba per usaha", signed=True,
)  # fmt: skip
def profit_idr(m: Months) -> Floats:
    """Mean profit of owners; empty without owners."""
    return share(m.total.profit, m.total.owners)


@monthly(
    unit="IDR/household/month", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Profit, owners at the start", id="Laba, pemilik usaha pada awal", signed=True,
)  # fmt: skip
def profit_owners_at_start_idr(m: Months) -> Floats:
    """Profit per household among those with an enterprise at the start.

    Nought for who has given up. These households stay the same ones, as in a trial among existing firms; the mean over
    today's owners also changes with who starts and who gives up. Empty without owners at the start.
    """
    return share(m.total.profit_at_start, m.total.owners_at_start)


@monthly(
    unit="IDR/enterprise", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Capital per enterprise", id="Modal per usaha",
)  # fmt: skip
def capital_idr(m: Months) -> Floats:
    """Mean enterprise capital of owners; empty without owners."""
    return share(m.total.capital, m.total.owners)


@monthly(
    unit="workers", better=HIGHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Jobs in enterprises", id="Pekerja di usaha", leads=True,
)  # fmt: skip
def jobs(m: Months) -> Floats:
    """Owners plus one hired worker per full Rp10 million of an enterprise's capital.

    A counting rule, assumed.
    """
    return m.total.owners + m.total.hired


@monthly(
    unit="share", better=HIGHER, link=Link.OUTPUT, group="enterprise", summaries=LEVEL,
    en="Owners with an order or contract", id="Pemilik dengan pesanan atau kontrak",
)  # fmt: skip
def orders_share(m: Months) -> Floats:
    """Owners that sell to a buyer's order or under a contract, over owners.

    Empty without owners.
    """
    return share(m.total.with_order, m.total.owners)


@monthly(
    unit="ratio", better=NEITHER, link=Link.OUTCOME, group="enterprise", summaries=LEVEL,
    en="Local price", id="Harga setempat",
)  # fmt: skip
@noted_from(lambda world: (world.hamlets.weight, world.hamlets.price.copy()))
def price(kept: tuple[Floats, Floats]) -> float:
    """Local price over its base, mean over hamlets."""
    weight, of_hamlet = kept
    return float(weight @ of_hamlet) / float(weight.sum())


# debts to moneylenders


@monthly(
    unit="IDR", better=LOWER, link=Link.OUTCOME, group="debt", summaries=LEVEL,
    en="Owed to moneylenders", id="Utang kepada rentenir",
)  # fmt: skip
def moneylender_debt_idr(m: Months) -> Floats:
    """Sum over all households."""
    return m.total.moneylender_debt


@monthly(
    unit="IDR/month", better=LOWER, link=Link.OUTCOME, group="debt", summaries=FLOW,
    en="Moneylenders' interest", id="Bunga rentenir",
)  # fmt: skip
def moneylender_interest_idr(m: Months) -> Floats:
    """Interest that moneylenders charged in the month."""
    return m.flow("moneylender interest")


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="debt", summaries=LEVEL,
    en="Households owing a moneylender", id="Rumah tangga berutang pada rentenir", leads=True,
)  # fmt: skip
def moneylender_share(m: Months) -> Floats:
    """Households with moneylender debt, over all households."""
    return share(m.total.moneylender_users, m.total.households)


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTCOME, group="debt", summaries=FLOW,
    en="Interest saved by members", id="Bunga yang dihemat anggota", leads=True, spoken=True, signed=True,
)  # fmt: skip
def interest_saved_idr(m: Months) -> Floats:
    """Principal that members owe their funds at the moneylender's monthly rate, less the interest they paid.

    It is what they would have paid had all of it been borrowed from a moneylender: an upper bound.
    """
    lender = m.spec.mechanisms.moneylender
    rate = lender.rate if lender.on else 0.0
    return funds_of_place(m).outstanding * rate - m.flow("loan interest")
