{#-
    A forecast kept to what its metric can be: a percentage to 0 to 1, a figure that was never below 0 to 0 and above.
    Nine digits, so that the order in which an engine adds does not make another forecast.
-#}
{% macro within_range(value) -%}
    case
        when {{ value }} < 0 and least >= 0 then cast(0 as double)
        when {{ value }} > 1 and unit = 'percent' then cast(1 as double)
        else round({{ value }}, 9)
    end
{%- endmacro %}


{#- The partners that have a figure of their own: one line per metric, sub-program, period and partner. -#}
{% macro present_partners() -%}
    select metric_id, sub_program_id, period_id, partner_id
    from {{ ref("metric_cells") }}
    where partner_id <> 'all' and area_id = 'all' and group_type = 'all' and coalesce(people, 1) > 0
    union
    select metric_id, sub_program_id, period_id, partner_id
    from {{ ref("metric_totals") }}
    where partner_id <> 'all' and area_id = 'all' and group_type = 'all' and figures_published > 0
{%- endmacro %}


{#- The rows of a metric, each once for its own sub-program and once for all of them together; areas and groups aside. -#}
{% macro headline_rows(metric) -%}
    select
        counted.*,
        case scope.is_whole when 1 then 'all' else counted.sub_program_id end as cell_sub_program_id
    from ({{ counted_rows(metric) }}) as counted
    cross join (select 0 as is_whole union all select 1 as is_whole) as scope
{%- endmacro %}


{#- One line per counted thing and cell of headline rows, with its amounts and what it adds above and below the line. -#}
{% macro headline_things(metric, rows, cell) -%}
    {% set per = prefixed("per_", counted_per(metric)) -%}
    select things.*, {{ thing_figures(metric) }}
    from (
        select
            {{ (cell + per) | join(", ") }}
            {%- for column in metric.never_pooled or [] %},
            min(coalesce(by_{{ column }}, '')) as first_{{ column }},
            max(coalesce(by_{{ column }}, '')) as last_{{ column }}
            {%- endfor %}
            {%- if has_identities(metric) %},
            count(distinct strict_key) as identities,
            max(loose_key) as loose_key
            {%- endif %}
            {%- for name, amount in (metric.amounts or {}).items() %},
            {{ amount }} as {{ name }}
            {%- endfor %}
        from {{ rows }}
        group by {{ (cell + per) | join(", ") }}
    ) as things
{%- endmacro %}


{#- The things of a headline added up, with the range that the keys of people leave. -#}
{% macro headline_figures(metric, things, cell) -%}
        select
        {{ metric_columns(metric) }},
        {% for column in cell -%}
        valued.{{ column }},
        {% endfor -%}
        cast(coalesce(sum(valued.numerator), 0) as decimal(18, 2)) as numerator,
        cast(
            {{ "coalesce(sum(valued.denominator), 0)" if metric.denominator else "null" }} as decimal(18, 2)
        ) as denominator,
        {{ people_behind(metric) }},
        cast(
            {{ "count(distinct case when valued.numerator > 0 then valued.loose_key end)" if has_identities(metric) else "null" }}
            as decimal(18, 2)
        ) as lower,
        cast(
            {{ "sum(case when valued.numerator > 0 then valued.identities else 0 end)" if has_identities(metric) else "null" }}
            as decimal(18, 2)
        ) as upper
    from ({{ things }}) as valued
    group by {% for column in cell %}valued.{{ column }}{{ ", " if not loop.last }}{% endfor %}
    {{- only_if_not_pooled(metric) }}
{%- endmacro %}


{#- Headline totals added up as the type of the metric allows, below the columns that are kept. -#}
{% macro headline_totals(totals, kept) -%}
    select
        {{ kept | join(", ") }},
        case when metric_type <> 'distinct' and (metric_type <> 'population' or count(*) = 1) then
            sum(case when has_figure then numerator end)
        end as numerator,
        case when metric_type = 'rate' or (metric_type = 'population' and count(*) = 1) then
            sum(case when has_figure then denominator end)
        end as denominator,
        case when metric_type = 'distinct' then max(case when has_figure then numerator end) end as lower,
        case when metric_type = 'distinct' then sum(case when has_figure then numerator end) end as upper
    from {{ totals }}
    group by {{ kept | join(", ") }}
{%- endmacro %}


{#-
    Four parts of a query, of which the last is `beside_each_other`: headlines from rows and headlines from totals
    brought together as metric_figures does it. Sums add; distinct people lie between all of them being the same and none
    of them, and are never more than live there.
-#}
{% macro rows_beside_totals(rows, totals, kept) -%}
met as (

    select
        {{ kept | join(", ") }},
        max(row_numerator) as row_numerator,
        max(row_denominator) as row_denominator,
        max(row_lower) as row_lower,
        max(row_upper) as row_upper,
        max(total_numerator) as total_numerator,
        max(total_denominator) as total_denominator,
        max(total_lower) as total_lower,
        max(total_upper) as total_upper
    from (
        select
            {{ kept | join(", ") }},
            numerator as row_numerator,
            denominator as row_denominator,
            coalesce(lower, numerator) as row_lower,
            coalesce(upper, numerator) as row_upper,
            cast(null as decimal(18, 2)) as total_numerator,
            cast(null as decimal(18, 2)) as total_denominator,
            cast(null as decimal(18, 2)) as total_lower,
            cast(null as decimal(18, 2)) as total_upper
        from {{ rows }}
        union all
        select {{ kept | join(", ") }}, null, null, null, null, numerator, denominator, lower, upper from {{ totals }}
    ) as both_sides
    group by {{ kept | join(", ") }}

),

bounded as (

    select
        met.*,
        {{ larger_known("met.row_lower", "met.total_lower") }} as fewest,
        case
            when {{ sum_known("met.row_upper", "met.total_upper") }} > initiative.population_size
            then greatest(
                coalesce(met.row_numerator, 0),
                coalesce(met.row_lower, 0),
                coalesce(met.total_lower, 0),
                initiative.population_size
            )
            else {{ sum_known("met.row_upper", "met.total_upper") }}
        end as most
    from met
    cross join {{ source("agenda", "initiative") }} as initiative

),

figures as (

    select
        {{ kept | join(", ") }},
        cast(
            case
                when metric_type <> 'distinct' then {{ sum_known("row_numerator", "total_numerator") }}
                when total_upper is null then row_numerator
                when fewest = most then fewest
            end as decimal(18, 2)
        ) as numerator,
        cast({{ sum_known("row_denominator", "total_denominator") }} as decimal(18, 2)) as denominator,
        case when metric_type = 'distinct' then cast(fewest as double) end as fewest,
        case when metric_type = 'distinct' then cast(most as double) end as most
    from bounded

),

beside_each_other as (

    select
        {{ kept | join(", ") }},
        numerator,
        denominator,
        case
            when metric_type = 'rate' or denominator is not null then {{ ratio("numerator", "denominator") }}
            else cast(numerator as double)
        end as value,
        fewest,
        most
    from figures

)
{%- endmacro %}


{#- The figures of a line that are counts of people, for the release to look at; unknown where an amount is counted. -#}
{% macro people_of_line(line, metric) -%}
    case when {{ metric }}.counted = 'people' then {{ line }}.numerator end as people_above_line,
    case when {{ metric }}.counted = 'people' then {{ line }}.denominator end as people_below_line,
    case when {{ metric }}.counted = 'people' then {{ line }}.denominator - {{ line }}.numerator end as people_not_above
{%- endmacro %}
