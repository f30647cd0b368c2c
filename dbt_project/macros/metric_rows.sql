{#- The facts that a catalogue entry may count: their models, by the list that the pipeline reads from marts. -#}
{% macro countable_facts() -%}
    {{ return(prefixed("fct_", var("facts"))) }}
{%- endmacro %}


{#- The metrics of the list that are counted from rows; the others are partners' totals alone. -#}
{% macro metrics_of_rows(metrics) -%}
    {{ return(metrics | rejectattr("fact", "equalto", "total") | list) }}
{%- endmacro %}


{#- The rows of a metric's fact beside each period that they fall into, of every sub-program and whatever they say. -#}
{% macro period_rows(metric) -%}
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
            {%- elif metric.falls == "with_previous" -%}
            fact.from_date >= period.previous_starts_on
            and fact.to_date <= period.ends_on
            and (fact.to_date < period.starts_on or fact.from_date >= period.starts_on)
            {%- else -%}
            fact.from_date >= period.starts_on and fact.to_date <= period.ends_on
            {%- endif %}
    where
        period.period_type in {{ literals(metric.periods) }}
        and period.starts_on <= period.as_of
        {%- if metric.since %}
        and period.starts_on >= cast({{ literal(metric.since) }} as date)
        {%- endif %}
        {%- if metric.until %}
        and period.starts_on < cast({{ literal(metric.until) }} as date)
        {%- endif %}
{%- endmacro %}


{#- The rows that one metric counts, beside each period that they fall into. Conditions may use the period's days. -#}
{% macro metric_rows(metric) -%}
    select *
    from ({{ period_rows(metric) }}) as in_period
    where
        sub_program_id in {{ literals(metric.sub_programs) }}
        {%- if metric.where %}
        and ({{ metric.where }})
        {%- endif %}
{%- endmacro %}


{#- The same, with the place of each report in the order of reports where the metric asks for the last one. -#}
{% macro ordered_rows(metric) -%}
    {%- if metric.report_order -%}
    select *, row_number() over (order by {{ metric.report_order | join(", ") }}) as report_order
    from ({{ metric_rows(metric) }}) as in_order
    {%- else -%}
    {{ metric_rows(metric) }}
    {%- endif -%}
{%- endmacro %}
