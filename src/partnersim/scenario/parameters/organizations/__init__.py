"""Parameters of the mechanisms of organizations and partnerships: one class, one switch, per mechanism.

Shares of money are of the agreement's yearly money.
"""
