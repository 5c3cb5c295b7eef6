"""Whether a firm takes part in a partnership this year, and with how much.

Money is in percent of the firm's yearly profit.  A firm gains from giving through suppliers it can rely
on, a good name, and its owner's wish (state firms); it pays the gift less tax relief, and the bother of
finding, agreeing with and accompanying partners.  Under a rule it also weighs the fine it believes in.  A
gift up to the norm earns its full name; what goes beyond the norm earns a part only, because a published
norm becomes the yardstick.  That kink is what lets a norm pull generous firms down as well as mean ones up
(Dharmapala and Khanna 2018, International Review of Law and Economics 56, on India's Companies Act).

Only the participation of firms in three regimes is known.  It does not pin down what facilitation does by
itself: read every result over the whole set of fits in ``scenarios/fits/firm_choice.yaml``, never over
one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.compiled import compiled

Array = NDArray[np.float64]


class FirmChoice(NamedTuple):
    """Parameters of the decision; all plain numbers, so that compiled code can take them.

    Attributes:
        supply_gain: value of a perfectly fitting and perfectly reliable supplier group, percent of profit.
        reliability_base: share of that gain expected where nobody convenes, in [0, 1].
        reliability_convening: rise of that share at full convening.  Not identified by the facts.
        reputation: value of a good name, percent of profit.
        reputation_base: part of the name earned with nobody looking.
        reputation_forum: rise in it with a full forum.
        reputation_peers: rise in it when all firms take part.
        beyond_norm: share of the name earned by giving beyond the norm, in [0, 1]; 1: no yardstick.
        gift_scale: c0, gift at which returns have fallen to half, percent of profit.
        cost_fixed: bother that nothing lowers, percent of profit.
        cost_search: bother of a firm of one billion rupiah profit with no help, percent of profit.
        cost_size: exponent by which the search cost falls with profit.
        cost_clarity: share of the search cost a fully clear rule saves, in [0, 1].
        cost_forum: share a forum saves, in [0, 1].
        cost_convening: share full convening saves, in [0, 1].  Not identified by the facts.
        sanction: fine per unit of gift missing at full perceived enforcement.
        sanction_size: exponent by which perceived enforcement rises with profit.
        risk: cost of risk to a firm of risk aversion one, percent of profit.
        scale: spread of the logit, percent of profit.
    """

    supply_gain: float
    reliability_base: float
    reliability_convening: float
    reputation: float
    reputation_base: float
    reputation_forum: float
    reputation_peers: float
    beyond_norm: float
    gift_scale: float
    cost_fixed: float
    cost_search: float
    cost_size: float
    cost_clarity: float
    cost_forum: float
    cost_convening: float
    sanction: float
    sanction_size: float
    risk: float
    scale: float


@compiled
def best_gift(
    supply: float,
    name: float,
    tax_relief: float,
    fine: float,
    mandate_pct: float,
    beyond_norm: float,
    gift_scale: float,
) -> tuple[float, float]:
    """The gift a firm would make if it took part, and its benefit.

    Maximises ``B(c) - c (1 - tax) - fine max(0, m - c)`` with ``B(c) = (s + q) log(1 + c / c0)`` up to the
    norm m, and beyond it ``B(m) + (s + h q) log((c0 + c) / (c0 + m))``.  By the first-order conditions
    ``c = (s + q) / (1 - tax - fine) - c0`` below the norm, ``c = (s + h q) / (1 - tax) - c0`` above it,
    and m where the first lies above and the second below.  Without a norm (m = 0) there is no yardstick, h
    = 1.

    Args:
        supply: s, value of the supply and of the owner's wish, percent of profit, not negative.
        name: q, value of the name, percent of profit, not negative.
        tax_relief: share of the gift the state carries, in [0, 1).
        fine: per unit missing, not negative.
        mandate_pct: m, percent of profit.
        beyond_norm: h.
        gift_scale: c0, percent of profit, positive.

    Returns:
        (c, benefit B(c)), percent of profit.
    """
    price = 1.0 - tax_relief
    below = supply + name
    if mandate_pct <= 0.0:
        gift = max(below / price - gift_scale, 0.0)
        return gift, below * np.log(1.0 + gift / gift_scale)
    above = supply + beyond_norm * name
    gift = mandate_pct
    if fine < price:
        gift = min(max(below / (price - fine) - gift_scale, 0.0), mandate_pct)
    if gift >= mandate_pct:
        gift = max(above / price - gift_scale, mandate_pct)
    inside = min(gift, mandate_pct)
    benefit = below * np.log(1.0 + inside / gift_scale)
    if gift > mandate_pct:
        benefit += above * np.log((gift_scale + gift) / (gift_scale + mandate_pct))
    return gift, benefit


class Firms(NamedTuple):
    """The firms that decide, shape (n,) each.

    Attributes:
        profit_bn: yearly profit, billion rupiah, positive. fit: how well the partners' products serve the firm, in
            [0, 1]. risk_aversion: 1 is usual. perceived: the firm's own factor on enforcement, lognormal with log sd
            .8 in the fits. owner_interest: value of giving to the owner, percent of profit; 0 for private firms.
    """

    profit_bn: Array
    fit: Array
    risk_aversion: Array
    perceived: Array
    owner_interest: Array


class Regime(NamedTuple):
    """The rules that firms feel.

    Attributes:
        mandate_pct: gift that a rule names, percent of profit; 0: no rule. It is also the norm.
        enforcement: in [0, 1]. tax_relief: share of the gift the state carries, in [0, 1).
        clarity: of the rules, in [0, 1]. forum: presence of a forum of firms, in [0, 1].
        convening: government work to bring partners together, in [0, 1].
    """

    mandate_pct: float
    enforcement: float
    tax_relief: float
    clarity: float
    forum: float
    convening: float


@compiled
def decide(choice: FirmChoice, firms: Firms, regime: Regime, peers: float) -> tuple[Array, Array]:
    """Probability that each firm takes part this year, and what it would give.

    ``P = 1 / (1 + exp(-U / scale))``, ``U = B(c) - c (1 - tax) + fine min(c, m) - T - risk``: joining is
    weighed against staying away, which costs the whole fine.
    ``s = supply_gain fit min(1, reliability) + owner``, ``q = reputation (base + forum + peers)``,
    ``T = cost_search profit^-b (1 - clarity)(1 - forum)(1 - convening) + cost_fixed``, each bracket with
    its own share, ``fine = sanction enforcement perceived profit^d``.

    Args:
        choice: `FirmChoice`. firms: those who decide. regime: the rules that they feel.
        peers: share of firms that took part last year, in [0, 1].

    Returns:
        (probability, gift in percent of profit), each of shape (n,).  A firm whose best gift is nothing does
        not take part.
    """
    profit_bn, fit, risk_aversion, perceived, owner_interest = firms
    mandate_pct, enforcement, tax_relief, clarity, forum, convening = regime
    n = profit_bn.size
    probability = np.zeros(n)
    gift = np.zeros(n)
    reliability = min(choice.reliability_base + choice.reliability_convening * convening, 1.0)
    name = choice.reputation * (
        choice.reputation_base + choice.reputation_forum * forum + choice.reputation_peers * peers
    )
    eased = (
        (1.0 - choice.cost_clarity * clarity)
        * (1.0 - choice.cost_forum * forum)
        * (1.0 - choice.cost_convening * convening)
    )
    for i in range(n):
        supply = choice.supply_gain * fit[i] * reliability + owner_interest[i]
        fine = choice.sanction * enforcement * perceived[i] * profit_bn[i] ** choice.sanction_size
        c, benefit = best_gift(
            supply, name, tax_relief, fine, mandate_pct, choice.beyond_norm, choice.gift_scale
        )
        if c <= 0.0:
            continue
        cost = choice.cost_search * profit_bn[i] ** -choice.cost_size * eased + choice.cost_fixed
        surplus = benefit - c * (1.0 - tax_relief) + fine * min(c, mandate_pct) - cost
        surplus -= choice.risk * risk_aversion[i]
        gift[i] = c
        probability[i] = 1.0 / (1.0 + np.exp(-min(max(surplus / choice.scale, -700.0), 700.0)))
    return probability, gift


@compiled
def settle(
    choice: FirmChoice, firms: Firms, regime: Regime, first_peers: float, years: int
) -> tuple[Array, Array]:
    """Participation after some years of the same regime, each year's peers being last year's participants.

    Args are those of `decide` with the peers of the first year, and the number of years.

    Returns:
        (probability, gift) of the last year, each of shape (n,).
    """
    peers = first_peers
    probability = np.zeros(firms.profit_bn.size)
    gift = np.zeros(firms.profit_bn.size)
    for _ in range(years):
        probability, gift = decide(choice, firms, regime, peers)
        before = peers
        peers = probability.mean()
        if abs(peers - before) < 1e-9:
            break
    return probability, gift


def usefulness(u: NDArray[np.float64], *, median: float) -> NDArray[np.float64]:
    """Usefulness of reliable supply at quantiles ``u``, in [0, 1], shape (n,).

    Beta(2, 2), whose quantile is ``1/2 - sin(asin(1 - 2u) / 3)``, moved on the logit scale so that its median
    is ``median``; at 1/2 it is Beta(2, 2) itself, the distribution under which the parameter sets were
    fitted.
    """
    if median <= 0.0 or median >= 1.0:
        return np.full(u.shape, float(median >= 1.0))
    x = 0.5 - np.sin(np.arcsin(1.0 - 2.0 * u) / 3.0)
    odds = median / (1.0 - median)
    return np.asarray(x * odds / (x * odds + 1.0 - x))
