{#- The facts that a catalogue entry may count, which name them without the prefix. -#}
{% macro countable_facts() -%}
    {{ return([
        "fct_participation", "fct_service", "fct_attendance", "fct_enrolment", "fct_outcome", "fct_graduation"
    ]) }}
{%- endmacro %}


{#- The rows that one metric counts, beside each period that they fall into. Conditions may use the period's days. -#}
{% macro metric_rows(metric) -%}
    select *
    from (
        select
            fact.*,
            period.period_id,
            period.starts_on,
            period.ends_on,
            period.start_count_on,
            period.end_count_on,
            period.as_of
        from {{ ref("fct_" ~ metric.fact) }} as fact
        inner join {{ ref("dim_period") }} as period
            on
                {% if metric.falls == "overlapping" -%}
                fact.from_date <= period.ends_on and fact.to_date >= period.starts_on
                {%- else -%}
                fact.from_date >= period.starts_on and fact.to_date <= period.ends_on
                {%- endif %}
        where
            fact.sub_program_id in {{ literals(metric.sub_programs) }}
            and period.period_type in {{ literals(metric.periods) }}
            and period.starts_on <= period.as_of
    ) as in_period
    {%- if metric.where %}
    where ({{ metric.where }})
    {%- endif %}
{%- endmacro %}


{#- What one person adds to a cell: 0 or 1 where people are counted, an exact amount where amounts are. -#}
{% macro person_figures(metric) -%}
    {% if metric.counted == "people" and metric.denominator -%}
    cast(
        case when ({{ metric.denominator }}) and ({{ metric.numerator }}) then 1 else 0 end as decimal(18, 2)
    ) as numerator,
    cast(case when ({{ metric.denominator }}) then 1 else 0 end as decimal(18, 2)) as denominator
    {%- elif metric.counted == "people" -%}
    cast(case when ({{ metric.numerator }}) then 1 else 0 end as decimal(18, 2)) as numerator,
    cast(null as decimal(18, 2)) as denominator
    {%- else -%}
    cast({{ metric.numerator }} as decimal(18, 2)) as numerator,
    cast({{ metric.denominator or "null" }} as decimal(18, 2)) as denominator
    {%- endif %}
{%- endmacro %}


{#-
    One catalogue entry as SQL: its rows, one line per person and cell, then the sum over people in each group.
    Amounts are taken per person and cell, so a person is counted once in every cell by construction.
-#}
{% macro metric_cells(metric) -%}
    select
        cast({{ literal(metric.metric_id) }} as {{ dbt.type_string() }}) as metric_id,
        cast({{ metric.metric_version }} as {{ dbt.type_int() }}) as metric_version,
        cast({{ literal(metric.metric_type) }} as {{ dbt.type_string() }}) as metric_type,
        cast({{ literal(metric.counted) }} as {{ dbt.type_string() }}) as counted,
        valued.partner_id,
        valued.sub_program_id,
        valued.area_id,
        belongs.group_type,
        belongs.group_value,
        valued.period_id,
        cast(coalesce(sum(valued.numerator), 0) as decimal(18, 2)) as numerator,
        {% if metric.denominator -%}
        cast(coalesce(sum(valued.denominator), 0) as decimal(18, 2)) as denominator,
        {%- else -%}
        cast(null as decimal(18, 2)) as denominator,
        {%- endif %}
        cast(
            sum(case when valued.{{ "denominator" if metric.denominator else "numerator" }} > 0 then 1 else 0 end)
            as {{ dbt.type_bigint() }}
        ) as people
    from (
        select person_key, partner_id, sub_program_id, area_id, period_id, {{ person_figures(metric) }}
        from (
            select
                person_key,
                {{ or_all("partner_id") }} as partner_id,
                {{ or_all("sub_program_id") }} as sub_program_id,
                cell_area_id as area_id,
                period_id
                {%- for name, amount in (metric.amounts or {}).items() %},
                {{ amount }} as {{ name }}
                {%- endfor %}
            from (
                select counted.*, cell.cell_area_id
                from ({{ metric_rows(metric) }}) as counted
                inner join {{ ref("int_area_cell") }} as cell on {{ same("counted.area_id", "cell.area_id") }}
            ) as placed
            group by {{ partner_grouping_sets(["person_key", "period_id", "cell_area_id"]) }}
        ) as person_amounts
    ) as valued
    inner join {{ ref("int_person_group") }} as belongs on valued.person_key = belongs.person_key
    group by
        valued.partner_id,
        valued.sub_program_id,
        valued.area_id,
        belongs.group_type,
        belongs.group_value,
        valued.period_id
{%- endmacro %}
