"""Traces: the two lives of one household under two scenarios, and the years of one organization."""
