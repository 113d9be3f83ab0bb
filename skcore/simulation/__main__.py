"""Write the sample study: ``python -m skcore.simulation data/sample``."""

from __future__ import annotations

import sys

from skcore.simulation.study_folder import write_study
from skcore.simulation.whole_study import SAMPLE_SEED, simulate_study


def main(arguments: list[str]) -> int:
    """Write a study into the folder named first; a seed may follow."""
    if not 1 <= len(arguments) <= 2 or (len(arguments) == 2 and not arguments[1].isdecimal()):
        sys.stderr.write("Use: python -m skcore.simulation FOLDER [SEED]\n")
        return 2
    seed = int(arguments[1]) if len(arguments) == 2 else SAMPLE_SEED
    for path in write_study(simulate_study(seed=seed), arguments[0]):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
