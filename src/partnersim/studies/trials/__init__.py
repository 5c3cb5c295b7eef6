"""Virtual trials: one village economy, arms that differ only in what is delivered, estimates two ways."""

from __future__ import annotations

from partnersim.scenario.experiments.trials import Trial, load_trial, trial_names, trial_scenario
from partnersim.studies.trials.running import TrialResult, run_trial

__all__ = ["Trial", "TrialResult", "load_trial", "run_trial", "trial_names", "trial_scenario"]
