"""Titles, descriptions and names of the shipped cases, marked for translation: word for word as in their files."""

from __future__ import annotations

from partnersim.studies.words.catalogue import noted

CASE_TEXTS = (
    noted("Jember 2009-2014: Bank Gakin without private firms"),
    noted("The co-operative office of Jember regency (East Java), the International Labour Organization and local NGOs "
          "work side by side around hamlet funds for poor households. No rule or forum brings private firms in, and "
          "the bank that lent to most funds recalls its loans in mid-2009; grants from the regency budget follow in "
          "2010."),
    noted("Gresik 2012-2017: a state firm lends to small enterprises"),
    noted("A cement maker owned by the state and the co-operative office of Gresik regency (East Java) work for small "
          "enterprises: the firm leads, lends Rp20 million a piece for three years without groups, trains, and takes "
          "some goods. In 2013 the rule that set aside a part of profit for this was withdrawn; firms then decided for "
          "themselves."),
    noted("Kupang 2014-2019: four levers for thirteen communities"),
    noted("ILO and government bring simple technology, organised selling, training for enterprise and help with "
          "household money to thirteen poor communities of Kupang regency, for 21 months. What is left five years "
          "after the start?"),
    noted("East Java and Osaka 2014-2020: a sister-province memorandum"),
    noted("East Java and Osaka sign for thirty years: visits, training, a centre for manufacturers, matching of firms. "
          "Few of the items are carried out. Buyers from abroad take only what meets their standard, while imports "
          "press the local price. The place is one urban neighbourhood of small industry in which the yearly matching "
          "event finds its sixty firms."),
    noted("A training institute and its partners"),
    noted("A course-and-training institute (LKP), an education office and a firm that takes graduates, in a "
          "neighbourhood of 2,000 households. The case comes from teaching material (Banjarbaru, 2018) that says what "
          "partners should do, not what they did: every number is assumed."),
)  # fmt: skip
"""Titles and descriptions of the cases of the page."""

ACTOR_TITLES = (
    noted("Co-operative office (Dinas Koperasi UMKM)"), noted("International Labour Organization"),
    noted("YPSM, an NGO in Arjasa"), noted("University community service"), noted("Private firms"),
    noted("Co-operative office of Gresik"), noted("Semen Gresik (Semen Indonesia from 2012)"),
    noted("ILO, Decent Work for Food Security"), noted("Kupang regency and its extension office"),
    noted("Province of East Java"), noted("Osaka prefecture and its chamber"),
    noted("Course-and-training institute"), noted("Education office"), noted("A local firm"), noted("Village office"),
    noted("Village NGO"),
)  # fmt: skip
"""Titles of the actors of shipped scenarios."""

VARIANT_TITLES = (
    noted("Gresik, firm and office each for itself"),
    noted("Gresik with groups that meet and answer for each other"),
    noted("Gresik with the profit rule kept"),
    noted("Jember led by the donor"),
    noted("Jember, each by its own plan under the same contract"),
    noted("Jember with a weak facilitator"),
    noted("Jember with private firms"),
    noted("Kupang with communities ready for change"),
    noted("Kupang with a government ready for change"),
    noted("Kupang without courses for enterprise"),
    noted("Kupang without help with household money"),
    noted("Kupang without organised selling"),
    noted("Kupang without simple technology and equipment"),
    noted("A training institute fostered by a firm"),
    noted("A training institute whose firm pays for courses and takes no graduates"),
    noted("A training institute that does not introduce its programme"),
    noted("A training institute that skips all stages"),
    noted("Jember without an agreement"),
    noted("Jember without any programme"),
    noted("East Java and Osaka without a memorandum"),
    noted("East Java and Osaka, agreed items carried out"),
    noted("East Java and Osaka, mostly on paper"),
    noted("East Java and Osaka without pressure from imports"),
    noted("A village of twelve households"),
)  # fmt: skip
"""Titles of all other shipped scenarios."""
