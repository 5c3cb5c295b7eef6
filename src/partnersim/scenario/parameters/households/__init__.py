"""Parameters of the household mechanisms: one class, one switch, per mechanism.

Money is rupiah at the prices of the base year, per household and month. A mechanism whose class lies in this
package is one that the validation switches off by itself to see which results rest on it.
"""
