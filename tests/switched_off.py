"""Every rule by which nobody is found, and the fixed case in which somebody is without it.

``test_project.py`` holds that each promise of docs/promise.md has a case, that each part of the
door has one or is said to hold no rule, and that the cases switch off what is named here.
"""

from __future__ import annotations

#: the beginning of a promise -> rule in words, where its case is, and what is switched off there;
#: a test that compares with and without the rule by other means is named itself
CASES: dict[str, list[tuple[str, str, str]]] = {
    "Nothing is shown about fewer than five": [
        ("the minimum", "outsider", "disclosure.DisclosurePolicy.minimum_for"),
        ("the plan of sums", "outsider", "disclosure.exposure.ShownRows.try_row"),
        ("the same, without values", "disclosure_plan", "disclosure.exposure.ShownRows.try_row"),
        (
            "kinds of figures inside one plan",
            "disclosure_rules",
            "test_a_distribution_inside_the_plan_of_means",
        ),
        ("sides of a difference", "disclosure_rules", "test_a_difference_beside_one_side"),
        ("people without a class", "disclosure_rules", "test_a_missing_class"),
        (
            "lines over what is shown",
            "disclosure_rules",
            "test_a_line_over_exactly_the_shown_units",
        ),
    ],
    "The mean of a theme in a workplace": [
        ("the ranges", "outsider", "disclosure.ranges.Ranges.is_narrower"),
        ("the ranges before any table", "nothing_beside", "release.plans.with_wide_ranges"),
        ("the ranges at the door", "disclosure_rules", "test_extreme_means_beside_a_hidden_one"),
        ("ends of a line", "nothing_beside", "release.workplaces.held"),
    ],
    "The files tell no more": [
        ("rounding once, at the door", "artefacts", "disclosure.door.rounded"),
        ("the plan of sums and its audit", "artefacts", "disclosure.memory.ledger.audit_release"),
        (
            "the plan of sums, in notebooks",
            "notebooks_attacked",
            "disclosure.exposure.ShownRows.try_row",
        ),
    ],
    "What is not shown leaves no trace": [
        ("hiding", "twins", "disclosure.door._hidden"),
    ],
    "Scales that share questions": [
        ("a theme and its shorter form", "shared_questions", "release.plans.part_steps"),
        ("one base of people", "shared_questions", "release.plans.with_one_base"),
        ("two questionnaires", "shared_questions", "release.plans.part_steps"),
        ("a whole and its themes", "shared_questions", "release.plans.ends_that_follow"),
        ("one plan of both", "shared_questions", "release.plans._withheld_of_sharing"),
    ],
    "“Under 5” and “over 95”": [
        ("ends that say what everybody answered", "outsider", "disclosure.wide._View.certain"),
        ("means held at the ends", "disclosure_rules", "disclosure.door.bound"),
    ],
    "An interval says how many": [
        ("one spread told", "outsider", "release.survey.half_widths"),
        ("no spread near nothing", "nothing_beside", "release.spread.least_spread"),
        (
            "no spread of a group's own",
            "disclosure_rules",
            "test_an_interval_from_the_groups_own_spread",
        ),
    ],
    "A late answer, a workplace": [
        ("earlier releases in the plan", "disclosure_rules", "test_a_late_answer"),
        (
            "a spread told is kept",
            "outsider",
            "test_with_a_spread_computed_anew_a_late_answer_moves_the_intervals_of_others",
        ),
        ("those of both surveys", "disclosure_rules", "test_those_who_answered_both_times"),
        (
            "the same people under new classes",
            "disclosure_rules",
            "test_columns_that_follow_from_others_do_not_make_other_people",
        ),
        ("what many late ones all answered", "outsider", "disclosure.wide._View.certain_unshown"),
        ("answers only added, row by row", "ways_round", "disclosure.memory.editions._nested"),
        ("an edition shown again", "ways_round", "release.plans.withheld_then"),
        ("themes by other codes", "ways_round", "release.history._check_themes_are_the_same"),
    ],
    "What was shown is remembered": [
        ("the ledgers", "ways_round", "release.history.ledgers_beside"),
        ("study files renamed or copied", "ways_round", "release.same_people._speaks_of"),
        ("answers elsewhere", "ways_round", "release.ledgers_lying._folders"),
        ("questionnaires by another id", "ways_round", "release.same_people.Memory.of_surveys"),
        ("the same in a copy", "ways_round", "release.same_people.product"),
        ("the same once both were shown", "ways_round", "release.history._shown_beside"),
        ("surveys by another id", "ways_round", "release.history.check_surveys_are_new"),
        ("by their dates", "ways_round", "release.same_people.Survey.same_days"),
        ("by their numbers", "ways_round", "release.same_people.Survey.as_many"),
        ("by their workplaces", "ways_round", "release.same_people.Survey.same_places"),
        ("by their answers", "ways_round", "release.same_people._forms"),
        (
            "no numbers of other answers",
            "verify",
            "test_nothing_that_verify_says_depends_on_what_late_ones_answered",
        ),
        ("ledgers gone", "ways_round", "release.history.check_none_lost"),
        ("decks below", "ways_round", "disclosure.memory.made_decks._below"),
        ("decks elsewhere", "ways_round", "disclosure.memory.made_decks._elsewhere"),
        ("decks by their manifests", "ways_round", "disclosure.memory.made_decks.MANIFEST"),
        ("runs that stopped", "ways_round", "release.ledgers_lying.shown_by_a_stopped_run"),
        ("ledgers edited", "ways_round", "disclosure.memory.ledger._checksum"),
        ("ledgers of a backup", "ways_round", "release.history.check_none_older"),
        ("months of the registers", "release_remembered", "release.history.check_register"),
        ("years elsewhere", "release_remembered", "release.history.years_elsewhere"),
        ("own questions by another code", "own_questions", "release.history.remembered_question"),
    ],
    "Of hands counted in a meeting": [
        ("a question closed once", "widgets_meeting", "release.polls._survey_and_question"),
        ("before and after the talk", "widgets_meeting", "release.polls.earlier_releases"),
        ("until another survey is answered", "widgets_meeting", "release.polls._followed"),
        ("presses that are not counted", "widgets_meeting", "widgets.ground._turn"),
    ],
    "What a notebook releases": [
        ("remembered at once", "ways_round", "release._is_notebook"),
    ],
    "Answers to a question are told": [
        ("who skipped a question", "items_attacked", "release.item_answers.everybody_shown"),
        ("parts of five", "items_attacked", "release.item_answers.answer_groups"),
        ("the doubt that a mean leaves", "items_attacked", "release.item_answers.leaves_doubt"),
        ("questions of a new edition", "late_attacked", "release.item_answers.was_another"),
        ("own questions of one", "late_attacked", "release.questions._of_who_came"),
        ("no reliability of questions alike", "items_attacked", "release.scales.nearly_alike"),
        ("a share inside a part", "own_questions", "release.questions._splits_a_part"),
        (
            "no word on a question that all answered alike",
            "items_attacked",
            "test_a_question_that_all_answered_alike_is_nowhere_called_so",
        ),
    ],
    "The share who answer well": [
        ("shares of few", "nothing_beside", "release.change.shares_of_few"),
        ("up to two told alike", "own_questions", "disclosure.figure_kinds._AT_AN_END"),
        ("shares of a new edition", "late_attacked", "release.share_change.was_another"),
        ("scales that share questions", "shared_questions", "release.share_change.compared_shares"),
        (
            "what follows of everybody else",
            "nothing_beside",
            "release.share_change._leave_the_rest_open",
        ),
        ("ends of own shares together", "own_questions", "release.questions._pinned"),
    ],
    "What was seen at meetings": [
        ("three meetings", "observations", "disclosure.DisclosurePolicy.minimum_for"),
        ("the plan of sums over meetings", "observations", "disclosure.exposure.ShownRows.try_row"),
        ("people enough at a meeting", "observations", "release.observed.large_enough"),
        ("new meetings wait", "observations", "release.observed._without_waiting"),
        ("strokes stay as they were", "observations", "release.history.check_register"),
    ],
    "A group's spread": [
        ("shares beside spreads", "nothing_beside", "release.share_change.shares_beside_spreads"),
        ("never both", "nothing_beside", "disclosure.door.check_not_told"),
        ("the same, of one question", "disclosure_rules", "test_spread_and_share_beside_a_mean"),
        ("room for a word", "nothing_beside", "release.survey.ROOM_FOR_A_WORD"),
        ("a spread of nothing", "disclosure_rules", "disclosure.figure_kinds._SPREAD"),
    ],
    "Sick leave of a workplace": [
        ("spells stand in", "nothing_beside", "release.absence.few_absent_told"),
        ("years that overlap", "release_absence_attack", "release.absence._few_between"),
        ("months of another file", "release_remembered", "release.history.told_elsewhere"),
        ("years by cause", "release_remembered", "release.whole_absence._told_otherwise"),
        ("one year twice", "release_absence_attack", "release.absence._with_the_same_year"),
        ("years that overlap, of few", "release_absence_attack", "release.absence._withheld_then"),
        ("a year not full, of few", "release_absence_attack", "release.absence._without_a_year"),
    ],
    "Sick leave around an action": [
        ("periods of few", "around_action_attacked", "release.action_absence.few_absent_told"),
        ("nearly the same sides", "around_action_attacked", "release.action_absence._few_apart"),
    ],
    "A workplace sees its own themes": [
        (
            "the poster by agreement only",
            "handouts",
            "test_a_poster_that_all_read_tells_what_points_at_the_leader_by_agreement_only",
        ),
    ],
    "In the meeting of all": [
        ("names above workplaces", "nothing_beside", "decks.named_levels.may_be_named"),
        (
            "trust in a named group's leader",
            "nothing_beside",
            "release.facts.StudyFacts.is_for_all",
        ),
        ("scales that hold that trust", "any_study", "release.facts.StudyFacts.points_at_leaders"),
        ("dots without intervals", "widgets", "slides.figure.DOTS"),
        (
            "dots by what points at leaders",
            "around_action_attacked",
            "release.facts.StudyFacts.is_for_workplaces",
        ),
        (
            "dots in steps",
            "around_action_attacked",
            "test_a_dot_and_a_poster_leave_the_trust_in_a_leader_open",
        ),
        ("sides of an action", "evaluated", "release.participants.FEWEST_OF_A_SIDE"),
        ("sides of few in steps", "around_action_attacked", "release.participants.step_of_few"),
        ("wider steps of few", "around_action_attacked", "release.dots.left_open"),
        ("lines over few in steps", "around_action_attacked", "release.workplaces.step_of_few"),
        ("the same of well-being", "around_action_attacked", "release.relations.step_of_few"),
        ("classes in steps", "around_action_attacked", "release.held_to_promise.as_dots"),
        ("what the next survey could see", "promised", "release.held_to_promise.as_dots"),
    ],
    "Answers on health are told": [
        ("parts of one workplace", "nothing_beside", "release.plans._of_several_workplaces"),
        ("a whole of one workplace", "any_study", "release.plans._health_of_one"),
    ],
    "Reliability, and what looks wrong": [
        ("reliability of a new edition", "nothing_beside", "release.scales.was_another"),
        ("coding of a new edition", "items_attacked", "release.usable_answers.was_another"),
    ],
    "What could not be examined": [
        ("a search that was cut off", "disclosure_plan", "disclosure.exposure._Search._explore"),
    ],
    "No id, no form and no figure": [
        ("rounding once, at the door", "artefacts", "disclosure.door.rounded"),
        ("the search for ids, forms and figures", "leaks", "test_a_planted_leak_is_found"),
        ("numbers for words of few in ledgers", "few_words", "release.history.numbered"),
        ("no rows for words of few", "few_words", "release.without_words_of_few"),
    ],
}

#: parts of the door that hold no rule of their own, or one that stands behind another, and why
WITHOUT = {
    "audit": "asks of a plan what the plan asked already; switched off beside the plan of sums",
    "bundles": "which rows need not be searched",
    "improve": "which of several safe plans withholds least",
    "judge": "the arithmetic of the audit",
    "lasting": "the same groups from survey to survey: a service, not a guard",
    "layout": "cells and groups",
    "matching": "refuses rows that no plan holds",
    "plan": "asks what the others answer",
    "planned": "the plan as it is held",
    "policy": "the limits, and how low they may be set",
    "reasons": "where the minimum is held",
    "released": "refuses what did not come through the door",
    "rounding": "how the door rounds",
    "solver": "solves programmes",
    "told": "remembers spreads and shares for the door",
    "withheld": "says why something is not shown",
    "memory.earlier": "earlier releases in the plan: switched off by planning without them",
    "memory.entries": "a release as its ledger holds it",
    "memory.pending": "brings files and ledgers out together",
}
