"""What the shipped table of claims says in words of its own, marked for translation: word for word as in its files."""

from __future__ import annotations

from partnersim.studies.words.catalogue import noted

STATEMENTS = (
    noted(
        "Without any private firm, the office, the donor and the NGOs working under an agreement do more "
        "for poor households than the same organizations with the same money working apart."
    ),
    noted("The partners gain from the partnership themselves, compared with nobody partnering."),
    noted("The more of its staff the local office puts into facilitating, the better the partnership does."),
    noted(
        "A strong facilitator, that convenes and fills gaps, does better than a weak one with the same money."
    ),
    noted(
        "A facilitating government makes up for absent firms, above all with money: what firms would add "
        "is smaller where it facilitates."
    ),
    noted("Facilitating does less for the poor where the office has little money of its own."),
    noted("Firms stay away because government neglects its regulating role; with it they take part."),
    noted("Facilitating alone, without rules, brings hardly any firms."),
    noted(
        "Equal partners side by side reach more than partners led by the donor, with equal money and visits."
    ),
    noted("Equal partners side by side reach more than a government that contracts the others."),
    noted(
        "Partners choose and keep terms under which all decide alike only with good faith of the donor "
        "that holds funds."
    ),
    noted("Bad faith of the donor costs the partnership more than bad faith of a partner without funds."),
    noted("The same of whoever holds most of the money, here the local office."),
    noted("Under equal terms as given, members sign and stay only with good faith of the donor."),
    noted("Good faith lets each partner do what it is comparatively best at."),
    noted("Good faith helps the poor mostly through a plan that uses comparative advantage."),
    noted("Even a parallel partnership leaves some member worse off."),
    noted("Loopholes are what harms members; a complete contract and audits harm fewer."),
    noted(
        "When the bank recalls its loans, funds that live on loans close and funds that live on grants do"
        " not."
    ),
    noted("Groups that answer for each other lose less of what is lent."),
    noted("Where investors' interest makes the economy grow, incomes grow."),
    noted("Small enterprises are found nearly everywhere."),
    noted(
        "Government and firm together, in a nucleus-plasma partnership, make small producers more "
        "independent."
    ),
    noted("The partnership raises what small enterprises achieve and how many take part."),
    noted("The partnership brings jobs and income."),
    noted("The partnership spreads gains evenly."),
    noted("Government and firm complete each other: together they bring more than the sum of each."),
    noted("Steady prices help small enterprises to survive."),
    noted("When the rule that sets aside profit goes, firms give less."),
    noted(
        "A written contract leaves the plasma a fairer share of what the partnership earns than word of "
        "mouth, and keeps the nucleus from putting it out."
    ),
    noted("Written contracts with an open price leave growers more than word-of-mouth ones."),
    noted("A foreign partner helps small enterprises more than the same money in the province's own hands."),
    noted("The memorandum itself adds something to what province and prefecture do alone."),
    noted("What the sister link carries matters: training does not do the same as a market."),
    noted("The more of what is agreed is carried out, the more small enterprises gain."),
    noted("About half of such memoranda are dormant."),
    noted("The more foreign competition presses, the more the link is worth."),
    noted("The more foreign competition presses, the more the foreign partner is worth."),
    noted("Very few small enterprises ever sell abroad, one in a thousand at most."),
    noted("The ILO working with the state under an agreement lowers poverty in a vulnerable place."),
    noted("Programme and partnership together do better than no programme at all."),
    noted("More efficient production contributes to the result."),
    noted("Organising producers to sell together contributes to the result."),
    noted("Teaching enterprise contributes to the result."),
    noted("Teaching people to handle money contributes to the result."),
    noted("The programme does more where the community is ready for change."),
    noted("The programme does more where the government is ready for change."),
    noted("Readiness of the community and readiness of the government act on each other."),
    noted("What partners learn makes later cooperation better."),
    noted("An international organization works through a state that consents; without it little happens."),
    noted("Aiming at target groups reaches more of the poor with the same money."),
    noted(
        "Building capacity outlasts the project: years after the donor left, it shows more than cash of "
        "the same cost."
    ),
    noted("Partners need a common vision, or the partnership does not form and last."),
    noted("Partners need each other, or the partnership does not form and last."),
    noted("Without a written agreement the partnership does not last."),
    noted("Partners of equal standing do better by each other than under one of them."),
    noted("Trust makes a partnership deliver."),
    noted("Partnering brings more to those it serves than working apart with the same money."),
    noted("Without explaining the programme first, partners do not take part in it."),
    noted("Careful planning keeps execution close to the plan."),
    noted("A signed agreement prevents later quarrels."),
    noted("When all are committed, what is delivered meets what was promised."),
    noted(
        "Monitoring and evaluation, taken seriously, lets the poor live better, the more so the less what"
        " partners like to be seen with is what the poor need."
    ),
    noted("Without a partner that has funds the programme does not get far."),
    noted("Handing on knowledge makes small enterprises better."),
    noted("Handing on capital makes small enterprises better."),
    noted("Opening markets makes small enterprises better."),
    noted("Respected local people move a programme."),
    noted("Local people who watch make evaluation easy."),
    noted("Partners who are kept up to date trust each other more."),
    noted("Progress reports bring better plans."),
    noted("Meetings tie partners together."),
    noted("Visiting each other strengthens the bond."),
    noted("Informal ties between partners help where they are honest and harm where they are not."),
    noted("Sharing by what each put in keeps partners in."),
    noted("When business places those who were taught, teaching pays."),
    noted("What the nucleus supplies develops the plasma."),
    noted("Partners with different visions may still partner if they complete each other."),
    noted("Fostering lasts if both sides give."),
    noted("Partners may be equal or subordinate; it makes no difference to whether they stay."),
    noted("Whether being led hurts depends on how delivery is arranged."),
    noted("A partnership that may change its members copes better with new needs."),
    noted("Partners who carry a like load stay."),
    noted("Partners who help each other and do not blame each other in bad times stay together."),
    noted("Going through the stages pays."),
    noted("With equal money, a firm and the government do not achieve the same."),
    noted("Fostering and nucleus-plasma do not treat the poorest alike."),
    noted("Who takes part and how they are governed act on each other."),
    noted("Ten years on, a government that stays has done more than a donor that leads and leaves after two years."),
    noted(
        "A government that facilitates where no firm takes part does as much for lending to the poor as "
        "firms would, beside a government that leaves them to it."
    ),
    noted("Where nobody is better at anything than others, side-by-side work gains nothing on being led."),
)
"""Statements; a new wording is shown in English until it stands here."""

REASONS = (
    noted(
        "The share is decided by the chance of an order and by the size of the neighbourhood that all "
        "matches come from, and both are assumed: with a larger pool it would be as small as anybody likes"
    ),
    noted(
        "Months of planning sharpen what partners know of each other, and cost time and money; nothing "
        "links them to what goes wrong later. Any such link would have to say that what is thought through "
        "goes wrong less often, which is the claim itself, and no count of troubles with and without "
        "planning is known from which its size could be set"
    ),
)
"""Why a claim cannot be shown, as its file says it, without the point."""

ARMS = (
    noted("alike"), noted("all"), noted("all granted"), noted("all stages"), noted("all three"), noted("alone"),
    noted("apart"), noted("as it is"), noted("bad faith"), noted("bad list"), noted("both"), noted("business joins"),
    noted("by need"), noted("bypass"), noted("capacity"), noted("cash"), noted("clear"), noted("closed"),
    noted("committed"), noted("consent"), noted("contracting"), noted("contracts"), noted("convenes"),
    noted("convening 05"), noted("convening 20"), noted("convening 35"), noted("convening 50"),
    noted("convening 65"), noted("convening 80"), noted("different"), noted("does not"), noted("donor bad"),
    noted("donor leaves"), noted("donor led"), noted("each alone"), noted("enforced"), noted("equal"),
    noted("equipment"), noted("even"), noted("explained"), noted("facilitates"), noted("fair"), noted("far"),
    noted("firm"), noted("firm pays"), noted("firms alone"), noted("firms there"), noted("follow 20"),
    noted("follow 50"), noted("follow 90"), noted("forbearing"), noted("forum"), noted("foster"), noted("funded"),
    noted("funds"), noted("good faith"), noted("good list"), noted("government"), noted("government pays"),
    noted("government stays"), noted("growth"), noted("has money"), noted("honest"), noted("in sequence"),
    noted("informed"), noted("jointly liable"), noted("kept"), noted("learned"), noted("leaves alone"), noted("led"),
    noted("lent"), noted("lent as it was"), noted("link"), noted("linked"), noted("loose"), noted("market"),
    noted("meetings 00"), noted("meetings 01"), noted("meetings 04"), noted("meetings 12"), noted("memorandum"),
    noted("mutual"), noted("near"), noted("neither"), noted("no explaining"), noted("no orders"),
    noted("no planning"), noted("no search"), noted("no signing"), noted("no visits"), noted("none"),
    noted("not committed"), noted("not lent"), noted("nothing"), noted("nucleus"), noted("office instead"),
    noted("one sided"), noted("one way"), noted("only help"), noted("only no blame"), noted("open"), noted("oral"),
    noted("orders"), noted("own money"), noted("parallel"), noted("partner"), noted("partner bad"),
    noted("partnership"), noted("people"), noted("planned"), noted("plans"), noted("pressure"), noted("programme"),
    noted("ready"), noted("ready community"), noted("ready government"), noted("repealed"), noted("reported"),
    noted("restless"), noted("signed"), noted("skipped"), noted("spreads"), noted("standstill"), noted("stays away"),
    noted("steady"), noted("strangers"), noted("strict"), noted("strong"), noted("taught"), noted("technology"),
    noted("they do not"), noted("tied"), noted("tight"), noted("training"), noted("trusting"), noted("under one"),
    noted("uneven"), noted("uninformed"), noted("unneeded showpieces"), noted("unreported"), noted("unsigned"),
    noted("untaught"), noted("unwritten"), noted("villagers watch"), noted("visits"), noted("wary"),
    noted("watched"), noted("weak"), noted("with it"), noted("without"), noted("written"),
)  # fmt: skip
"""What the arms of claims are called."""
