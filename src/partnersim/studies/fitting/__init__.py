"""Fitting: parameters of households, firms and partnerships of two, from published results."""
