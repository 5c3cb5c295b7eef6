"""Kinds of money flows of the household sector, summed per hamlet while the household month runs."""

from __future__ import annotations

FLOW_KINDS: tuple[str, ...] = (
    "wages", "in-kind base", "sales", "input costs", "consumption", "equipment", "equipment in kind", "wear and loss",
    "capital drawn down", "distress sale", "distress loss", "moneylender loan", "moneylender interest",
    "moneylender repayment", "moneylender debt forgiven", "programme loan", "loan repayment", "loan interest",
    "loan written off", "kin support", "consumption support", "contract sales", "order sales",
)
(
    WAGES, IN_KIND_BASE, SALES, INPUT_COSTS, CONSUMPTION, EQUIPMENT, EQUIPMENT_IN_KIND, WEAR_AND_LOSS,
    DRAWN_DOWN, DISTRESS_SALE, DISTRESS_LOSS, MONEYLENDER_LOAN, MONEYLENDER_INTEREST,
    MONEYLENDER_REPAYMENT, MONEYLENDER_FORGIVEN, PROGRAMME_LOAN, LOAN_REPAYMENT, LOAN_INTEREST,
    LOAN_WRITTEN_OFF, KIN_SUPPORT, CONSUMPTION_SUPPORT, CONTRACT_SALES, ORDER_SALES,
) = range(len(FLOW_KINDS))
