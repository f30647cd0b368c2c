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
            {%- else -%}
            fact.from_date >= period.starts_on and fact.to_date <= period.ends_on
            {%- endif %}
    where period.period_type in {{ literals(metric.periods) }} and period.starts_on <= period.as_of
{%- endmacro %}
