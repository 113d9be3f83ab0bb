"""Make the golden values anew: invented data first, then everything that R computes from them.

Run from anywhere: python tests/golden/make_golden.py (or make golden). Needs Rscript with psych,
multilevel, lme4, lavaan, MASS, sandwich, clubSandwich, nlme, emmeans and numDeriv; the tests read
the CSVs and need no R. lavaan-fit.csv is what the sample's own script (skcore export --to lavaan)
writes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main() -> None:
    """Run the data scripts and then R; the first that fails ends it."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        sys.exit("Rscript is not found: install R and the packages named at the top of this file.")
    data = [[sys.executable, str(path)] for path in sorted(HERE.glob("make_*_data.py"))]
    for command in [*data, [rscript, str(HERE / "make_golden.R")]]:
        subprocess.run(command, cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as place:
        copy = shutil.copytree(ROOT / "data" / "sample", Path(place) / "sample")
        export = ["-m", "skcore", "export", str(copy / "study.toml"), "--to", "lavaan"]
        subprocess.run([sys.executable, *export], cwd=ROOT, check=True)
        (script,) = copy.glob("*-lavaan.R")
        subprocess.run([rscript, str(script)], check=True)
        shutil.copy(copy / "lavaan-fit.csv", HERE)


if __name__ == "__main__":
    main()
