"""Rules of the household month: one file per group of mechanisms, compiled and applied to all."""
