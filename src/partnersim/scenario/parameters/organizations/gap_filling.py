"""Parameters of money that fills gaps."""

from partnersim.scenario.documents.fields import Part, switch


class GapFilling(Part):
    """A facilitating government spends its own funds line where partners bring too little money."""

    on: bool = switch("government's funds line is spent like any other partner's money.")
