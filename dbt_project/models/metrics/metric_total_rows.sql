with selected as (

    select distinct
        total.*,
        coalesce(in_force.metric_version, metric.metric_version) as metric_version,
        metric.metric_type,
        metric.counted
    from {{ ref("fct_total") }} as total
    inner join {{ ref("dim_metric") }} as metric on total.metric_id = metric.metric_id
    inner join {{ source("agenda", "sub_program_metrics") }} as selection
        on
            total.metric_id = selection.metric_id
            and (total.sub_program_id = selection.sub_program_id or total.sub_program_id is null)
    left join {{ source("agenda", "metric_versions") }} as in_force
        on
            total.metric_id = in_force.metric_id
            and in_force.is_in_force
            and (in_force.since is null or total.from_date >= in_force.since)
            and (in_force.until is null or total.from_date < in_force.until)
    where total.row_role = 'counted'

),

-- Where a partner gives rows of people, the rows are counted and its totals are only compared with them
-- (data_quality.cross_feed_findings): nobody is counted twice.
with_rows as (

    select distinct cells.metric_id, cells.partner_id, cells.sub_program_id, cells.period_id
    from {{ ref("metric_cells") }} as cells
    left join {{ ref("dim_metric") }} as metric on cells.metric_id = metric.metric_id
    where
        cells.partner_id <> 'all'
        and cells.area_id = 'all'
        and (cells.group_type = 'all' or {{ is_listed("cells.group_type", "metric.never_pooled") }})
        and coalesce(cells.people, 1) > 0

),

without_rows as (

    select selected.*
    from selected
    left join with_rows
        on
            selected.metric_id = with_rows.metric_id
            and selected.partner_id = with_rows.partner_id
            and coalesce(selected.sub_program_id, 'all') = with_rows.sub_program_id
            and selected.period_id = with_rows.period_id
    where with_rows.partner_id is null

),

-- A partner's own figure for the whole stands; its figures for the parts are not added beside it.
sub_program_ranked as (

    select
        *,
        max(case when sub_program_id is null then 1 else 0 end) over (
            partition by partner_id, metric_id, period_id, group_type, group_value, area_id
        ) as has_whole
    from without_rows

),

by_sub_program as (

    select *, sub_program_id as cell_sub_program_id from sub_program_ranked where sub_program_id is not null
    union all
    select *, 'all' as cell_sub_program_id from sub_program_ranked where sub_program_id is null or has_whole = 0

),

candidates as (

    select
        total.*,
        cell.cell_area_id,
        cell.cell_level,
        coalesce(total.area_id, 'all') as own_area_id
    from by_sub_program as total
    inner join {{ ref("int_area_cell") }} as cell on {{ same("total.area_id", "cell.area_id") }}
    -- A population's figure is published for a place; it is never made from its parts.
    where total.metric_type <> 'population' or cell.cell_area_id = coalesce(total.area_id, 'all')

),

given as (

    select distinct
        partner_id, metric_id, period_id, group_type, group_value, cell_sub_program_id, own_area_id
    from candidates

),

-- The lowest larger area for which the partner gave a figure of its own: from there up, that figure stands.
covered as (

    select
        candidates.*,
        max(case when given.own_area_id <> candidates.own_area_id then candidates.cell_level else -1 end) over (
            partition by
                candidates.partner_id,
                candidates.feed_id,
                candidates.batch_id,
                candidates.row_number,
                candidates.cell_sub_program_id
        ) as covered_from_level
    from candidates
    left join given
        on
            candidates.partner_id = given.partner_id
            and candidates.metric_id = given.metric_id
            and candidates.period_id = given.period_id
            and candidates.group_type = given.group_type
            and candidates.group_value = given.group_value
            and candidates.cell_sub_program_id = given.cell_sub_program_id
            and candidates.cell_area_id = given.own_area_id

)

select
    metric_id,
    metric_version,
    metric_type,
    counted,
    partner_id,
    feed_id,
    batch_id,
    row_number,
    cell_sub_program_id as sub_program_id,
    cell_area_id as area_id,
    group_type,
    group_value,
    period_id,
    numerator,
    denominator,
    has_figure
from covered
where cell_level > covered_from_level
