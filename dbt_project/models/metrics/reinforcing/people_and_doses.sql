{{ in_lineage(countable_facts() + ["dim_period", "fct_participation", "fct_service"]) }}

-- A person's outcome is the catalogue's, over all partners and sub-programs that selected the metric.
with outcome as (

    {% for metric in outcome_metrics() %}
    select
        cast({{ literal(metric.metric_id) }} as {{ dbt.type_string() }}) as metric_id,
        person_key,
        period_id,
        numerator,
        denominator
    from (
        select person_key, period_id, {{ thing_figures(metric) }}
        from (
            select
                person_key,
                period_id
                {%- for name, amount in (metric.amounts or {}).items() %},
                {{ amount }} as {{ name }}
                {%- endfor %}
            from ({{ metric_rows(metric) }}) as counted
            group by person_key, period_id
        ) as amounts
    ) as valued
    where denominator > 0
    {% if not loop.last %}union all{% endif %}
    {% else %}
    select
        cast(null as {{ dbt.type_string() }}) as metric_id,
        cast(null as {{ dbt.type_string() }}) as person_key,
        cast(null as {{ dbt.type_string() }}) as period_id,
        cast(null as decimal(18, 2)) as numerator,
        cast(null as decimal(18, 2)) as denominator
    where false
    {% endfor %}

),

period as (

    select period_id, starts_on, ends_on
    from {{ ref("dim_period") }}
    where period_id in (select period_id from outcome)

),

served as (

    select distinct period.period_id, fact.person_key, fact.partner_id, fact.sub_program_id
    from {{ ref("fct_participation") }} as fact
    inner join period on fact.from_date >= period.starts_on and fact.to_date <= period.ends_on

),

partners as (

    select period_id, person_key, count(*) as partners, {{ sorted_list("partner_id") }} as partner_ids
    from (select distinct period_id, person_key, partner_id from served) as at_partner
    group by period_id, person_key

),

sub_programs as (

    select period_id, person_key, count(*) as sub_programs, {{ sorted_list("sub_program_id") }} as sub_program_ids
    from (select distinct period_id, person_key, sub_program_id from served) as in_sub_program
    group by period_id, person_key

),

hours as (

    select period.period_id, fact.person_key, sum(fact.hours) as hours
    from {{ ref("fct_service") }} as fact
    inner join period on fact.from_date >= period.starts_on and fact.to_date <= period.ends_on
    group by period.period_id, fact.person_key

)

select
    outcome.metric_id,
    outcome.person_key,
    outcome.period_id,
    outcome.numerator,
    outcome.denominator,
    cast(coalesce(partners.partners, 0) as {{ dbt.type_int() }}) as partners,
    partners.partner_ids,
    cast(coalesce(sub_programs.sub_programs, 0) as {{ dbt.type_int() }}) as sub_programs,
    sub_programs.sub_program_ids,
    cast(coalesce(hours.hours, 0) as decimal(18, 2)) as hours
from outcome
left join partners on outcome.period_id = partners.period_id and outcome.person_key = partners.person_key
left join sub_programs
    on outcome.period_id = sub_programs.period_id and outcome.person_key = sub_programs.person_key
left join hours on outcome.period_id = hours.period_id and outcome.person_key = hours.person_key
