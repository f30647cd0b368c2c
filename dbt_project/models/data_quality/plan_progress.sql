with commitment as (

    select
        commitment.partner_id,
        commitment.activity_id,
        commitment.due_on,
        commitment.status,
        commitment.status in ('planned', 'under_way') as is_open,
        commitment.due_on < initiative.as_of as is_past
    from {{ source("agenda", "commitments") }} as commitment
    cross join {{ source("agenda", "initiative") }} as initiative

),

counted as (

    select
        partner_id,
        activity_id,
        count(*) as commitments,
        sum(case when is_past and status <> 'dropped' then 1 else 0 end) as due,
        sum(case when status = 'done' then 1 else 0 end) as done,
        sum(case when is_open and is_past then 1 else 0 end) as late,
        sum(case when status = 'dropped' then 1 else 0 end) as dropped,
        min(case when is_open and not is_past then due_on end) as next_due_on
    from commitment
    group by partner_id, activity_id

),

-- The theory says which outputs an activity leads to, and which metric shows them.
output_metric as (

    select distinct link.from_id as activity_id, output.metric_id
    from {{ source("agenda", "theory_links") }} as link
    inner join {{ source("agenda", "outputs") }} as output on link.to_id = output.output_id
    where output.metric_id is not null

),

output_metrics as (

    select activity_id, {{ sorted_list("metric_id") }} as metrics
    from output_metric
    group by activity_id

)

select
    counted.partner_id,
    counted.activity_id,
    cast(counted.commitments as {{ dbt.type_int() }}) as commitments,
    cast(counted.due as {{ dbt.type_int() }}) as due,
    cast(counted.done as {{ dbt.type_int() }}) as done,
    cast(counted.late as {{ dbt.type_int() }}) as late,
    cast(counted.dropped as {{ dbt.type_int() }}) as dropped,
    counted.next_due_on,
    output_metrics.metrics,
    case when counted.late > 0 then 'violated' else 'met' end as outcome
from counted
left join output_metrics on counted.activity_id = output_metrics.activity_id
