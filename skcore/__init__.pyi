# The public names in the order of the work, by what each helps to answer (lazy_loader, SPEC 1).

# a study, its questionnaires and its files
from .reading.study import Study as Study, load_study as load_study, check_study as check_study
from .instruments.model import Instrument as Instrument
from .instruments.loader import (
    list_instruments as list_instruments,
    load_instrument as load_instrument,
)
from .reading.responses import read_responses as read_responses, check_responses as check_responses
from .reading.registers import (
    read_units as read_units,
    read_invited as read_invited,
    read_absence as read_absence,
    read_actions as read_actions,
)
from .reading.absence_months import check_absence as check_absence
from .reading.absence_spells import read_spells as read_spells, check_spells as check_spells
from .reading.absence_register import absence_summary as absence_summary
from .reading.absence_months import rolling_absence as rolling_absence
from .reading.registers import (
    read_outcomes as read_outcomes,
    read_crosswalk as read_crosswalk,
    read_observations as read_observations,
)

# scores, and whether a scale measures
from .measuring.scoring import score_items as score_items, score_scales as score_scales
from .measuring.published import published_score as published_score
from .measuring.coding_audit import audit_coding as audit_coding
from .measuring.item_description import (
    item_distribution as item_distribution,
    item_statistics as item_statistics,
)
from .measuring.reliability import (
    cronbach_alpha as cronbach_alpha,
    spearman_brown as spearman_brown,
)
from .measuring.omega import mcdonald_omega as mcdonald_omega
from .measuring.lavaan_script import read_lavaan as read_lavaan
from .measuring.detectable import detectable_change as detectable_change

# whether the people of a workplace agree, and how sure its mean is
from .measuring.group_agreement import agreement as agreement
from .measuring.intraclass import icc as icc
from .measuring.shrinkage import (
    unit_reliability as unit_reliability,
    shrunken_means as shrunken_means,
)

# groups of people
from .aggregation.membership import unit_paths as unit_paths, scored_people as scored_people
from .aggregation.groups import group_means as group_means
from .aggregation.parts import cell_sums as cell_sums, means_of_sums as means_of_sums
from .aggregation.membership import share_favourable as share_favourable
from .aggregation.groups import role_gap as role_gap

# who answered, and who did not
from .aggregation.groups import response_rates as response_rates
from .response.early_late import compare_early_late as compare_early_late
from .response.register_profile import compare_with_register as compare_with_register
from .response.bounds import response_bounds as response_bounds
from .response.raking import rake_weights as rake_weights, raked_means as raked_means

# what goes together
from .association.correlation import correlate as correlate
from .association.permutation import permutation_correlation as permutation_correlation
from .association.level_trap import (
    within_between as within_between,
    unit_mean_reliability as unit_mean_reliability,
)
from .association.workplace_association import (
    unit_association as unit_association,
    association_line as association_line,
)
from .association.random_intercept import mixed_model as mixed_model
from .association.count_models import count_model as count_model
from .association.sensitivity_table import sensitivity as sensitivity
from .association.every_pair import associate as associate

# what changed, and what an action did
from .evaluation.between_waves import (
    compare_waves as compare_waves,
    compare_shares as compare_shares,
)
from .evaluation.linked_answers import compare_linked as compare_linked
from .evaluation.chance_change import (
    reliable_change as reliable_change,
    regression_to_the_mean as regression_to_the_mean,
)
from .evaluation.unit_contrast import difference_in_differences as difference_in_differences
from .evaluation.contrast_checks import action_checks as action_checks
from .evaluation.segmented_series import absence_trend as absence_trend
from .evaluation.event_periods import event_study as event_study
from .evaluation.study_size import study_power as study_power
from .evaluation.beyond_others import promise_and_found as promise_and_found
from .evaluation.crosswalk import (
    regroup as regroup,
    crosswalk_groups as crosswalk_groups,
    crosswalk_register as crosswalk_register,
)

# the door: what may be shown
from .disclosure import (
    DisclosurePolicy as DisclosurePolicy,
    ReleasePlan as ReleasePlan,
    plan_release as plan_release,
    audit_release as audit_release,
    explain as explain,
    protect as protect,
    Released as Released,
)
from .release import StudyRelease as StudyRelease, release_study as release_study

# figures of what is shown
from .figures.public import (
    plot_distribution as plot_distribution,
    plot_levels as plot_levels,
    plot_profile as plot_profile,
    plot_gap as plot_gap,
    plot_spread as plot_spread,
    plot_change as plot_change,
    plot_scatter as plot_scatter,
    plot_trend as plot_trend,
)

# themes to talk about, cards and programmes
from .meeting.dialogue import dialogue_themes as dialogue_themes
from .meeting.deal import choose_cards as choose_cards
from .meeting.programme import (
    list_programmes as list_programmes,
    build_programme as build_programme,
)

# a slide, and a deck of slides
from .slides import (
    Slide as Slide,
    Chart as Chart,
    TableFigure as TableFigure,
    render_deck as render_deck,
)
from .decks import show as show
from .texts.readable import readable_tables as readable_tables

# the network meeting's slides
from .decks import network_deck as network_deck
from .decks.frame import title_slide as title_slide, programme_slide as programme_slide
from .decks.register import register_slide as register_slide
from .decks.who_answered import response_slide as response_slide
from .decks.overall import spread_slide as spread_slide
from .decks.named_levels import levels_slide as levels_slide
from .decks.overall import named_units_slide as named_units_slide
from .decks.views import items_slides as items_slides
from .decks.own_shares import own_question_slides as own_question_slides
from .decks.views import gap_slide as gap_slide
from .decks.wellbeing import (
    wellbeing_slide as wellbeing_slide,
    relation_slides as relation_slides,
    level_trap_slide as level_trap_slide,
)
from .decks.sick_leave import absence_slide as absence_slide, trend_slide as trend_slide
from .decks.sensitivity import sensitivity_slide as sensitivity_slide
from .decks.other_results import outcome_slides as outcome_slides
from .decks.changed import change_slide as change_slide
from .decks.reorganised import reorganisation_slide as reorganisation_slide
from .decks.actions import actions_slide as actions_slide, chance_slide as chance_slide
from .decks.promised import promise_slide as promise_slide
from .decks.conclusion import conclusion_slide as conclusion_slide
from .decks.around_action import action_absence_slide as action_absence_slide
from .decks.meetings_seen import observation_slide as observation_slide
from .decks.frame import reflection_slide as reflection_slide
from .decks.agenda import closing_slide as closing_slide
from .decks.frame import anonymity_slide as anonymity_slide
from .decks.knowledge import knowledge_slides as knowledge_slides

# a workplace's own slides
from .decks import unit_deck as unit_deck
from .decks.unit import unit_title_slide as unit_title_slide
from .decks.register import agreed_slide as agreed_slide
from .decks.unit import profile_slide as profile_slide
from .decks.changed import unit_change_slide as unit_change_slide
from .decks.unit import story_slide as story_slide, questions_slide as questions_slide
from .decks.own_shares import own_share_slide as own_share_slide
from .decks.unit import next_slide as next_slide

# tables beside the slides, in the notebooks
from .decks.notebook_tables import (
    coverage_table as coverage_table,
    rates_table as rates_table,
    weighted_table as weighted_table,
    bounds_table as bounds_table,
    early_late_table as early_late_table,
    coding_table as coding_table,
    profile_table as profile_table,
)
from .decks.change_tables import comparison_table as comparison_table
from .decks.notebook_tables import association_table as association_table
from .decks.sensitivity import sensitivity_table as sensitivity_table
from .decks.notebook_tables import cause_table as cause_table
from .decks.change_tables import (
    change_table as change_table,
    unit_change_table as unit_change_table,
)
from .decks.notebook_tables import (
    action_checks_table as action_checks_table,
    action_classes_table as action_classes_table,
    power_table as power_table,
)

# whole files from a study file
from .commands.slides import make_decks as make_decks
from .commands.codebook import make_codebook as make_codebook
from .commands.export import export_scores as export_scores

# the researcher's room: confidential figures of people, and of workplaces as they are
from .exploration.people_seen import (
    explore_items as explore_items,
    explore_correlations as explore_correlations,
)
from .exploration.places_seen import (
    explore_units as explore_units,
    explore_levels as explore_levels,
)
from .exploration.pairs_seen import explore_associations as explore_associations
from .exploration.absence_seen import (
    explore_absence as explore_absence,
    explore_residuals as explore_residuals,
)
from .exploration.absence_seen import units_with_absence as units_with_absence
from .release.compared import participating_units as participating_units

# a look of one's own, and widgets for notebooks
from .decks.explored import explored_slide as explored_slide, explored_table as explored_table
from .widgets.exploring import explore as explore
from .widgets.picking import pick_cards as pick_cards
from .widgets.planning import plan_programme as plan_programme
from .release.polls import close_poll as close_poll, poll_questions as poll_questions
from .widgets.polling import poll_slide as poll_slide, quick_poll as quick_poll
from .widgets.importing import check_import as check_import
from .widgets.registering import edit_actions as edit_actions

# studies with known truth
from .simulation.whole_study import simulate_study as simulate_study
from .simulation.study_folder import write_study as write_study

# errors
from .errors import (
    SkcoreError as SkcoreError,
    InputError as InputError,
    DisclosureError as DisclosureError,
)

__version__: str
