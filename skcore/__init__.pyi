# The public names, loaded when they are first used (lazy_loader, SPEC 1).
from .instruments import (
    Instrument as Instrument,
    list_instruments as list_instruments,
    load_instrument as load_instrument,
)
from .responses import (
    check_responses as check_responses,
    read_responses as read_responses,
)
from .registers import (
    absence_summary as absence_summary,
    read_absence as read_absence,
    read_crosswalk as read_crosswalk,
    read_invited as read_invited,
    read_outcomes as read_outcomes,
    read_units as read_units,
)
from .study import (
    Study as Study,
    check_study as check_study,
    load_study as load_study,
)
from .scoring import (
    score_items as score_items,
    score_scales as score_scales,
)
from .published import published_score as published_score
from .reliability import (
    cronbach_alpha as cronbach_alpha,
    spearman_brown as spearman_brown,
)
from .omega import mcdonald_omega as mcdonald_omega
from .item_description import (
    item_distribution as item_distribution,
    item_statistics as item_statistics,
)
from .group_agreement import agreement as agreement
from .intraclass import icc as icc
from .shrinkage import (
    shrunken_means as shrunken_means,
    unit_reliability as unit_reliability,
)
from .detectable import detectable_change as detectable_change
from .coding_audit import audit_coding as audit_coding
from .aggregation import (
    group_means as group_means,
    response_rates as response_rates,
    role_gap as role_gap,
    scored_people as scored_people,
    share_favourable as share_favourable,
    unit_paths as unit_paths,
)
from .association import (
    association_line as association_line,
    correlate as correlate,
    count_model as count_model,
    mixed_model as mixed_model,
    permutation_correlation as permutation_correlation,
    sensitivity as sensitivity,
    unit_association as unit_association,
    unit_mean_reliability as unit_mean_reliability,
    within_between as within_between,
)
from .evaluation import (
    absence_trend as absence_trend,
    compare_shares as compare_shares,
    compare_waves as compare_waves,
    crosswalk_groups as crosswalk_groups,
    crosswalk_register as crosswalk_register,
    difference_in_differences as difference_in_differences,
    regression_to_the_mean as regression_to_the_mean,
    regroup as regroup,
    reliable_change as reliable_change,
)
from .disclosure import (
    DisclosurePolicy as DisclosurePolicy,
    Released as Released,
    ReleasePlan as ReleasePlan,
    audit_release as audit_release,
    explain as explain,
    plan_release as plan_release,
    protect as protect,
)
from .release import (
    StudyRelease as StudyRelease,
    release_study as release_study,
)
from .plots import (
    plot_change as plot_change,
    plot_distribution as plot_distribution,
    plot_gap as plot_gap,
    plot_levels as plot_levels,
    plot_profile as plot_profile,
    plot_scatter as plot_scatter,
    plot_spread as plot_spread,
    plot_trend as plot_trend,
)
from .meeting.dialogue import (
    dialogue_questions as dialogue_questions,
    strengths_and_attention as strengths_and_attention,
)
from .meeting.programme import (
    build_programme as build_programme,
    list_programmes as list_programmes,
)
from .slides import (
    Chart as Chart,
    Slide as Slide,
    TableFigure as TableFigure,
    render_deck as render_deck,
)
from .decks import (
    absence_slide as absence_slide,
    actions_slide as actions_slide,
    anonymity_slide as anonymity_slide,
    association_table as association_table,
    change_slide as change_slide,
    change_table as change_table,
    closing_slide as closing_slide,
    comparison_table as comparison_table,
    gap_slide as gap_slide,
    items_slides as items_slides,
    levels_slide as levels_slide,
    named_units_slide as named_units_slide,
    network_deck as network_deck,
    next_slide as next_slide,
    profile_slide as profile_slide,
    programme_slide as programme_slide,
    questions_slide as questions_slide,
    reflection_slide as reflection_slide,
    research_slide as research_slide,
    response_slide as response_slide,
    show as show,
    spread_slide as spread_slide,
    story_slide as story_slide,
    title_slide as title_slide,
    trend_slide as trend_slide,
    unit_change_slide as unit_change_slide,
    unit_deck as unit_deck,
    unit_title_slide as unit_title_slide,
    wellbeing_slide as wellbeing_slide,
    what_slide as what_slide,
)
from .production import make_decks as make_decks
from .simulation import (
    simulate_study as simulate_study,
    write_study as write_study,
)
from .errors import (
    DisclosureError as DisclosureError,
    InputError as InputError,
    SkcoreError as SkcoreError,
)
