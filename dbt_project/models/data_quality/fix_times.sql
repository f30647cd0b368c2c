{%- set groups = {
    "partner_and_rule": ("partner_id", "rule_id"),
    "partner": ("partner_id", "'all'"),
    "rule": ("'all'", "rule_id"),
    "whole": ("'all'", "'all'"),
} -%}

with episode as (

    {% for partner, rule in groups.values() -%}
    select
        {{ partner }} as partner_id,
        {{ rule }} as rule_id,
        closed_by,
        is_open,
        rows_at_most,
        rows_at_last,
        case when closed_by = 'partner' then days_to_fix end as days_to_fix
    from {{ ref("rejection_history") }}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

ranked as (

    select
        partner_id,
        rule_id,
        closed_by,
        is_open,
        rows_at_most,
        rows_at_last,
        days_to_fix,
        row_number() over (partition by partner_id, rule_id order by days_to_fix nulls last) as place,
        count(days_to_fix) over (partition by partner_id, rule_id) as fixed
    from episode

),

-- The middle one of an odd number of days, the middle two of an even number.
summed as (

    select
        partner_id,
        rule_id,
        count(*) as episodes,
        sum(case when is_open then 1 else 0 end) as episodes_open,
        sum(case when closed_by = 'partner' then 1 else 0 end) as episodes_fixed,
        sum(case when 2 * place between fixed and fixed + 2 then days_to_fix end) as middle_days,
        count(case when 2 * place between fixed and fixed + 2 then days_to_fix end) as middle_count,
        max(days_to_fix) as days_at_most,
        sum(rows_at_most) as rows_rejected,
        sum(case when is_open then rows_at_last else 0 end) as rows_open
    from ranked
    group by partner_id, rule_id

)

select
    partner_id,
    rule_id,
    cast(episodes as {{ dbt.type_int() }}) as episodes,
    cast(episodes_open as {{ dbt.type_int() }}) as episodes_open,
    cast(episodes_fixed as {{ dbt.type_int() }}) as episodes_fixed,
    {{ ratio("middle_days", "middle_count") }} as median_days_to_fix,
    cast(days_at_most as {{ dbt.type_int() }}) as days_at_most,
    cast(rows_rejected as {{ dbt.type_bigint() }}) as rows_rejected,
    cast(rows_open as {{ dbt.type_bigint() }}) as rows_open
from summed
