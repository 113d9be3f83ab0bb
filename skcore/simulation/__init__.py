"""Studies with known truth: to try the software on, and to see whether it finds what is there."""

from __future__ import annotations

from skcore.simulation.study_folder import write_study
from skcore.simulation.truth import Truth
from skcore.simulation.whole_study import SAMPLE_SEED, SimulatedStudy, simulate_study

__all__ = ["SAMPLE_SEED", "SimulatedStudy", "Truth", "simulate_study", "write_study"]
