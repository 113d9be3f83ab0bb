"""Which workplaces a new edition would take their numbers from: said before it is shown."""

from __future__ import annotations

from skcore.reading.study import Study
from skcore.release.plans import Plans
from skcore.texts.numbers import join_words

OWN = ("wave", "unit", "role")


def numbers_taken(study: Study, plans: Plans) -> list[str]:
    """Name the workplaces whose own numbers were shown before and would not be now, by survey."""
    plan = plans.means[study.instruments[0].id]
    own = plan.shown_groups(OWN, role="employee")
    now = set(zip(own["wave"], own["unit"], strict=True))
    before = {
        (values["wave"], values["unit"])
        for release in plan.earlier
        for cut, values in release.shown
        if cut == OWN and values["role"] == "employee"
    }
    names = study.units.drop_duplicates("unit", keep="last").set_index("unit")["name"]
    text, lines = study.texts, []
    for wave in study.waves:
        lost = [unit for unit in names.index if (wave.id, unit) in before - now]
        if lost:
            called = join_words([str(names[unit]) for unit in lost], language=study.language)
            shown = sum(of == wave.id for of, _ in before)
            said = {"of": shown, "wave": wave.label or wave.id, "names": called}
            lines.append(text.count("explain.taken", len(lost), **said))
    return lines
