# The public names, loaded when they are first used (lazy_loader, SPEC 1).
from .aggregation import (
    group_means as group_means,
)
from .aggregation import (
    response_rates as response_rates,
)
from .aggregation import (
    role_gap as role_gap,
)
from .aggregation import (
    scored_people as scored_people,
)
from .aggregation import (
    share_favourable as share_favourable,
)
from .aggregation import (
    unit_paths as unit_paths,
)
from .association import (
    association_line as association_line,
)
from .association import (
    correlate as correlate,
)
from .association import (
    count_model as count_model,
)
from .association import (
    mixed_model as mixed_model,
)
from .association import (
    permutation_correlation as permutation_correlation,
)
from .association import (
    sensitivity as sensitivity,
)
from .association import (
    unit_association as unit_association,
)
from .association import (
    unit_mean_reliability as unit_mean_reliability,
)
from .association import (
    within_between as within_between,
)
from .codebook import make_codebook as make_codebook
from .commands.export import export_scores as export_scores
from .decks import (
    absence_slide as absence_slide,
)
from .decks import (
    actions_slide as actions_slide,
)
from .decks import (
    anonymity_slide as anonymity_slide,
)
from .decks import (
    association_table as association_table,
)
from .decks import (
    bounds_table as bounds_table,
)
from .decks import (
    cause_table as cause_table,
)
from .decks import (
    change_slide as change_slide,
)
from .decks import (
    change_table as change_table,
)
from .decks import (
    closing_slide as closing_slide,
)
from .decks import (
    coding_table as coding_table,
)
from .decks import (
    comparison_table as comparison_table,
)
from .decks import (
    coverage_table as coverage_table,
)
from .decks import (
    early_late_table as early_late_table,
)
from .decks import (
    gap_slide as gap_slide,
)
from .decks import (
    items_slides as items_slides,
)
from .decks import (
    knowledge_slides as knowledge_slides,
)
from .decks import (
    level_trap_slide as level_trap_slide,
)
from .decks import (
    levels_slide as levels_slide,
)
from .decks import (
    named_units_slide as named_units_slide,
)
from .decks import (
    network_deck as network_deck,
)
from .decks import (
    next_slide as next_slide,
)
from .decks import (
    outcome_slides as outcome_slides,
)
from .decks import (
    own_question_slides as own_question_slides,
)
from .decks import (
    own_share_slide as own_share_slide,
)
from .decks import (
    profile_slide as profile_slide,
)
from .decks import (
    profile_table as profile_table,
)
from .decks import (
    programme_slide as programme_slide,
)
from .decks import (
    questions_slide as questions_slide,
)
from .decks import (
    rates_table as rates_table,
)
from .decks import (
    reflection_slide as reflection_slide,
)
from .decks import (
    relation_slides as relation_slides,
)
from .decks import (
    response_slide as response_slide,
)
from .decks import (
    sensitivity_slide as sensitivity_slide,
)
from .decks import (
    sensitivity_table as sensitivity_table,
)
from .decks import (
    show as show,
)
from .decks import (
    spread_slide as spread_slide,
)
from .decks import (
    story_slide as story_slide,
)
from .decks import (
    title_slide as title_slide,
)
from .decks import (
    trend_slide as trend_slide,
)
from .decks import (
    unit_change_slide as unit_change_slide,
)
from .decks import (
    unit_deck as unit_deck,
)
from .decks import (
    unit_title_slide as unit_title_slide,
)
from .decks import (
    wellbeing_slide as wellbeing_slide,
)
from .disclosure import (
    DisclosurePolicy as DisclosurePolicy,
)
from .disclosure import (
    Released as Released,
)
from .disclosure import (
    ReleasePlan as ReleasePlan,
)
from .disclosure import (
    audit_release as audit_release,
)
from .disclosure import (
    explain as explain,
)
from .disclosure import (
    plan_release as plan_release,
)
from .disclosure import (
    protect as protect,
)
from .errors import (
    DisclosureError as DisclosureError,
)
from .errors import (
    InputError as InputError,
)
from .errors import (
    SkcoreError as SkcoreError,
)
from .evaluation import (
    absence_trend as absence_trend,
)
from .evaluation import (
    compare_shares as compare_shares,
)
from .evaluation import (
    compare_waves as compare_waves,
)
from .evaluation import (
    crosswalk_groups as crosswalk_groups,
)
from .evaluation import (
    crosswalk_register as crosswalk_register,
)
from .evaluation import (
    difference_in_differences as difference_in_differences,
)
from .evaluation import (
    regression_to_the_mean as regression_to_the_mean,
)
from .evaluation import (
    regroup as regroup,
)
from .evaluation import (
    reliable_change as reliable_change,
)
from .figures import (
    plot_change as plot_change,
)
from .figures import (
    plot_distribution as plot_distribution,
)
from .figures import (
    plot_gap as plot_gap,
)
from .figures import (
    plot_levels as plot_levels,
)
from .figures import (
    plot_profile as plot_profile,
)
from .figures import (
    plot_scatter as plot_scatter,
)
from .figures import (
    plot_spread as plot_spread,
)
from .figures import (
    plot_trend as plot_trend,
)
from .instruments import (
    Instrument as Instrument,
)
from .instruments import (
    list_instruments as list_instruments,
)
from .instruments import (
    load_instrument as load_instrument,
)
from .measuring.coding_audit import audit_coding as audit_coding
from .measuring.detectable import detectable_change as detectable_change
from .measuring.group_agreement import agreement as agreement
from .measuring.intraclass import icc as icc
from .measuring.item_description import (
    item_distribution as item_distribution,
)
from .measuring.item_description import (
    item_statistics as item_statistics,
)
from .measuring.omega import mcdonald_omega as mcdonald_omega
from .measuring.published import published_score as published_score
from .measuring.reliability import (
    cronbach_alpha as cronbach_alpha,
)
from .measuring.reliability import (
    spearman_brown as spearman_brown,
)
from .measuring.scoring import (
    score_items as score_items,
)
from .measuring.scoring import (
    score_scales as score_scales,
)
from .measuring.shrinkage import (
    shrunken_means as shrunken_means,
)
from .measuring.shrinkage import (
    unit_reliability as unit_reliability,
)
from .meeting.deal import (
    choose_cards as choose_cards,
)
from .meeting.dialogue import (
    dialogue_themes as dialogue_themes,
)
from .meeting.programme import (
    build_programme as build_programme,
)
from .meeting.programme import (
    list_programmes as list_programmes,
)
from .production import make_decks as make_decks
from .reading.registers import (
    absence_summary as absence_summary,
)
from .reading.registers import (
    check_absence as check_absence,
)
from .reading.registers import (
    check_spells as check_spells,
)
from .reading.registers import (
    read_absence as read_absence,
)
from .reading.registers import (
    read_crosswalk as read_crosswalk,
)
from .reading.registers import (
    read_invited as read_invited,
)
from .reading.registers import (
    read_outcomes as read_outcomes,
)
from .reading.registers import (
    read_spells as read_spells,
)
from .reading.registers import (
    read_units as read_units,
)
from .reading.registers import (
    rolling_absence as rolling_absence,
)
from .reading.responses import (
    check_responses as check_responses,
)
from .reading.responses import (
    read_responses as read_responses,
)
from .reading.study import (
    Study as Study,
)
from .reading.study import (
    check_study as check_study,
)
from .reading.study import (
    load_study as load_study,
)
from .release import (
    StudyRelease as StudyRelease,
)
from .release import (
    release_study as release_study,
)
from .response import (
    compare_early_late as compare_early_late,
)
from .response import (
    compare_with_register as compare_with_register,
)
from .response import (
    response_bounds as response_bounds,
)
from .simulation import (
    simulate_study as simulate_study,
)
from .simulation import (
    write_study as write_study,
)
from .slides import (
    Chart as Chart,
)
from .slides import (
    Slide as Slide,
)
from .slides import (
    TableFigure as TableFigure,
)
from .slides import (
    render_deck as render_deck,
)

__version__: str
