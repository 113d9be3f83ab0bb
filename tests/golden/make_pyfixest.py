"""Golden values of the cluster jackknife and of an event study by pyfixest.

They stand beside those of make_evaluation.R. Run from anywhere, after make_golden.py:
python tests/golden/make_pyfixest.py (needs pyfixest, which
nothing else here does; the values are of 0.60).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest as pf

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Fit each contrast on people's answers, with errors over units in two ways."""
    rows = []
    for name in ("association_changes", "evaluation_people"):
        people = pd.read_csv(HERE / f"{name}.csv")
        people["both"] = people["treated"] * people["post"]
        start = people[people["post"] == 0].groupby("unit")["trust"].mean()
        last = people[people["post"] == 1]
        last = last.assign(start=last["unit"].map(start))
        plain = pf.ssc(k_adj=False, G_adj=False)  # the sum of squares: CV3 is (G - 1)/G of it
        usual = pf.ssc(k_adj=True, G_adj=True)
        for case, table, formula, term in (
            ("changes", people, "trust ~ post + treated + both", "both"),
            ("start", last, "trust ~ start + treated", "treated"),
        ):
            for kind, how in (("CRV3", plain), ("CRV1", usual)):
                fit = pf.feols(formula, data=table, vcov={kind: "unit"}, ssc=how).tidy()
                told = fit.loc[term, ["Estimate", "Std. Error"]].tolist()
                rows.append([name, case, kind, *told])
    months = pd.read_csv(HERE / "evaluation_months.csv")
    months["period"] = (pd.factorize(months["month"])[0] - 12) // 3
    cells = months.groupby(["unit", "treated", "period"])[["spells", "fte"]].sum().reset_index()
    cells["rate"] = np.log((cells["spells"] + 0.5) / cells["fte"])
    found = pf.feols("rate ~ i(period, treated, ref=-1) | unit + period", data=cells).tidy()
    for term, row in found.iterrows():
        period = int(re.search(r"-?\d+", str(term))[0])
        rows.append(["evaluation_months", str(3 * period), "event", row["Estimate"], np.nan])
    columns = ["file", "contrast", "kind", "estimate", "std_error"]
    table = pd.DataFrame(rows, columns=columns)
    table.to_csv(HERE / "evaluation_pyfixest.csv", index=False, float_format="%.13g")


if __name__ == "__main__":
    main()
