{#- The metrics of which every person has an outcome or not: shares of people, counted once each, never kept apart. -#}
{% macro outcome_metrics() -%}
    {% set found = [] -%}
    {% for metric in metrics_of_rows(var("metrics")) if metric.counted == "people" and metric.denominator
        and counted_per(metric) == ["person_key"] and not metric.never_pooled and not metric.report_order -%}
        {% do found.append(metric) -%}
    {%- endfor %}
    {{ return(found) }}
{%- endmacro %}


{#- Whether few people could be told from a count of some among others. -#}
{% macro is_few(count, total, smallest) -%}
    ({{ count }} > 0 and {{ count }} < {{ smallest }})
    or ({{ total }} - {{ count }} > 0 and {{ total }} - {{ count }} < {{ smallest }})
{%- endmacro %}


{#-
    Rows of a table that divide people into members of a family, with `shown_as`: the member, or 'other' where the row
    goes into one line with others. Rows of few people go there, and if together they are few still, the smallest row
    goes with them that is not: so no line of few is left to be got by subtraction from the family's sum.
    The table has numerator, denominator and smallest_count; a family is named by the columns given.
-#}
{% macro pool_few(table, family, member) -%}
    select
        *,
        case
            when is_row_few = 1 then 'other'
            when needs_more = 1 and (is_anchor = 1 and anchor_place = 1 or anchors = 0) then 'other'
            else {{ member }}
        end as shown_as
    from (
        select
            *,
            case when few_rows > 0 and ({{ is_few("few_numerator", "few_denominator", "smallest_count") }}) then 1 else 0 end
                as needs_more
        from (
            select
                *,
                sum(is_row_few) over (partition by {{ family | join(", ") }}) as few_rows,
                sum(is_row_few * numerator) over (partition by {{ family | join(", ") }}) as few_numerator,
                sum(is_row_few * denominator) over (partition by {{ family | join(", ") }}) as few_denominator,
                sum(is_anchor) over (partition by {{ family | join(", ") }}) as anchors,
                row_number() over (
                    partition by {{ (family + ["is_anchor"]) | join(", ") }} order by denominator, {{ member }}
                ) as anchor_place
            from (
                select
                    *,
                    case when {{ is_few("numerator", "denominator", "smallest_count") }} then 1 else 0 end as is_row_few,
                    case
                        when numerator >= smallest_count and denominator - numerator >= smallest_count then 1
                        else 0
                    end as is_anchor
                from {{ table }}
            ) as judged
        ) as pooled
    ) as weighed
{%- endmacro %}


{#- The periods that stand for seasons: quarters, where the calendar has none months, else years. Only what has begun. -#}
{% macro seasons() -%}
    select period_id, starts_on, ends_on, least(ends_on, as_of) as told_until
    from (
        select
            *,
            dense_rank() over (
                order by case period_type when 'quarter' then 1 when 'month' then 2 when 'school_year' then 3 else 4 end
            ) as place
        from {{ ref("dim_period") }}
        where starts_on <= as_of
    ) as begun
    where place = 1
{%- endmacro %}


{#- The month of a day as a number, so that months can be counted. -#}
{% macro month_number(day) -%}
    (extract(year from {{ day }}) * 12 + extract(month from {{ day }}))
{%- endmacro %}


{#- Rounded to the nearest five: areas add up to larger ones and groups to everybody, and nobody shall subtract. -#}
{% macro to_fives(count) -%}
    cast(5 * floor((coalesce({{ count }}, 0) + 2) / 5.0) as {{ dbt.type_bigint() }})
{%- endmacro %}
