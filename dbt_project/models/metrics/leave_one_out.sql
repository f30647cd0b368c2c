{{ in_lineage(countable_facts() + ["dim_period"]) }}
{% set metrics = metrics_of_rows(var("metrics")) %}
{% set kept = ["metric_id", "metric_version", "metric_type", "sub_program_id", "period_id", "left_out_partner"] %}
{% set cell = ["cell_sub_program_id", "period_id"] %}

with present as (

    {{ present_partners() }}

),

-- Who may be left out: a partner beside which another one stays.
left_out as (

    select
        one.metric_id,
        one.sub_program_id,
        one.period_id,
        one.partner_id as left_out_partner,
        {{ sorted_list("other.partner_id") }} as remaining_partners
    from present as one
    inner join present as other
        on
            one.metric_id = other.metric_id
            and one.sub_program_id = other.sub_program_id
            and one.period_id = other.period_id
            and one.partner_id <> other.partner_id
    group by one.metric_id, one.sub_program_id, one.period_id, one.partner_id

),

-- Only what has rows at the left-out partner changes: it is taken away, and where another partner has rows of it too,
-- it is counted again from those.
{% for metric in metrics -%}
{% set per = prefixed("per_", counted_per(metric)) -%}
{% set thing = cell + per -%}
rows_{{ loop.index }} as (

    {{ headline_rows(metric) }}

),

things_{{ loop.index }} as (

    {{ headline_things(metric, "rows_" ~ loop.index, cell) }}

),

places_{{ loop.index }} as (

    select
        *,
        count(*) over (partition by {{ thing | join(", ") }}) as partners
    from (select distinct {{ thing | join(", ") }}, partner_id from rows_{{ loop.index }}) as placed

),

rows_elsewhere_{{ loop.index }} as (

    select one.*, place.partner_id as left_out_partner
    from rows_{{ loop.index }} as one
    inner join places_{{ loop.index }} as place
        on
            {% for column in thing -%}
            {{ same("one." ~ column, "place." ~ column) }}
            and {% endfor -%}
            one.partner_id <> place.partner_id
            and place.partners > 1

),

changes_{{ loop.index }} as (

    select
        {{ metric_columns(metric) }},
        cell_sub_program_id as sub_program_id,
        period_id,
        left_out_partner,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from (
        select
            {% for column in cell %}thing.{{ column }}, {% endfor %}place.partner_id as left_out_partner,
            -thing.numerator as numerator,
            -thing.denominator as denominator
        from things_{{ loop.index }} as thing
        inner join places_{{ loop.index }} as place
            on
                {% for column in thing -%}
                {{ same("thing." ~ column, "place." ~ column) }}{{ " and " if not loop.last }}
                {%- endfor %}
        union all
        select {{ cell | join(", ") }}, left_out_partner, numerator, denominator
        from (
            {{ headline_things(metric, "rows_elsewhere_" ~ loop.index, cell + ["left_out_partner"]) }}
        ) as counted_again
    ) as taken_and_given_back
    group by cell_sub_program_id, period_id, left_out_partner

),

{% endfor -%}
changes as (

    -- Without a metric that is counted from rows, the columns alone.
    select metric_id, sub_program_id, period_id, partner_id as left_out_partner, numerator, denominator
    from {{ ref("metric_cells") }}
    where false
    {% for metric in metrics -%}
    union all
    select metric_id, sub_program_id, period_id, left_out_partner, numerator, denominator
    from changes_{{ loop.index }}
    {% endfor %}
),

rows_without as (

    select
        whole.metric_id,
        whole.metric_version,
        whole.metric_type,
        whole.sub_program_id,
        whole.period_id,
        left_out.left_out_partner,
        cast(whole.numerator + coalesce(changes.numerator, 0) as decimal(18, 2)) as numerator,
        cast(whole.denominator + coalesce(changes.denominator, 0) as decimal(18, 2)) as denominator,
        cast(null as decimal(18, 2)) as lower,
        cast(null as decimal(18, 2)) as upper
    from {{ ref("metric_cells") }} as whole
    inner join left_out
        on
            whole.metric_id = left_out.metric_id
            and whole.sub_program_id = left_out.sub_program_id
            and whole.period_id = left_out.period_id
    left join changes
        on
            left_out.metric_id = changes.metric_id
            and left_out.sub_program_id = changes.sub_program_id
            and left_out.period_id = changes.period_id
            and left_out.left_out_partner = changes.left_out_partner
    where whole.partner_id = 'all' and whole.area_id = 'all' and whole.group_type = 'all'

),

totals_of_others as (

    select total.*, left_out.left_out_partner
    from {{ ref("metric_total_rows") }} as total
    inner join left_out
        on
            total.metric_id = left_out.metric_id
            and total.sub_program_id = left_out.sub_program_id
            and total.period_id = left_out.period_id
            and total.partner_id <> left_out.left_out_partner
    where total.area_id = 'all' and total.group_type = 'all'

),

totals_without as (

    {{ headline_totals("totals_of_others", kept) }}

),

{{ rows_beside_totals("rows_without", "totals_without", kept) }}

select
    one.metric_id,
    one.metric_version,
    one.sub_program_id,
    one.period_id,
    one.left_out_partner,
    left_out.remaining_partners,
    one.numerator,
    one.denominator,
    {{ people_of_line("one", "metric") }},
    one.value as value_without,
    coalesce(one.fewest, one.value) as lower_without,
    coalesce(one.most, one.value) as upper_without,
    case
        when metric.counted <> 'people' then null
        when whole.denominator is null then cast(whole.numerator - one.numerator as decimal(18, 2))
        else cast(whole.denominator - one.denominator as decimal(18, 2))
    end as people_only_there,
    whole.value,
    whole.value - one.value as influence
from beside_each_other as one
inner join left_out
    on
        one.metric_id = left_out.metric_id
        and one.sub_program_id = left_out.sub_program_id
        and one.period_id = left_out.period_id
        and one.left_out_partner = left_out.left_out_partner
inner join {{ ref("dim_metric") }} as metric on one.metric_id = metric.metric_id
inner join {{ ref("metric_figures") }} as whole
    on
        one.metric_id = whole.metric_id
        and one.sub_program_id = whole.sub_program_id
        and one.period_id = whole.period_id
        and whole.partner_id = 'all'
        and whole.area_id = 'all'
        and whole.group_type = 'all'
