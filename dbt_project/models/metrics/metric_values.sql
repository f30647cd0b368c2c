select
    figure.metric_id,
    figure.metric_version,
    figure.metric_type,
    figure.partner_id,
    figure.sub_program_id,
    figure.area_id,
    figure.group_type,
    figure.group_value,
    figure.period_id,
    period.period_type,
    period.starts_on as period_starts_on,
    period.ends_on as period_ends_on,
    figure.numerator,
    figure.denominator,
    figure.denominator_due,
    figure.value,
    figure.lower,
    figure.upper,
    figure.people,
    coalesce(coverage.partners_reported, 0) as partners_reported,
    coalesce(coverage.partners_due, 0) as partners_due,
    case
        when figure.figures_due > 0
        then least(
            coalesce(coverage.coverage, cast(1 as double)),
            {{ ratio("figure.figures_published", "figure.figures_due") }}
        )
        else coverage.coverage
    end as coverage,
    figure.figures_published,
    figure.figures_due,
    progress.baseline,
    progress.target,
    progress.progress,
    inputs.input_batches
from {{ ref("metric_figures") }} as figure
inner join {{ ref("dim_period") }} as period on figure.period_id = period.period_id
left join {{ ref("metric_coverage") }} as coverage
    on
        figure.metric_id = coverage.metric_id
        and figure.partner_id = coverage.partner_id
        and figure.sub_program_id = coverage.sub_program_id
        and figure.period_id = coverage.period_id
left join {{ ref("metric_inputs") }} as inputs
    on
        figure.metric_id = inputs.metric_id
        and figure.partner_id = inputs.partner_id
        and figure.sub_program_id = inputs.sub_program_id
        and figure.period_id = inputs.period_id
left join {{ ref("metric_progress") }} as progress
    on
        figure.partner_id = 'all'
        and figure.area_id = 'all'
        and figure.group_type = 'all'
        and figure.metric_id = progress.metric_id
        and figure.sub_program_id = progress.sub_program_id
        and figure.period_id = progress.period_id
