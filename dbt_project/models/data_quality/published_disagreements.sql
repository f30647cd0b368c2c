{% set place = ["partner_id", "metric_id", "sub_program_id", "area_id", "group_type", "group_value", "period_id"] %}
{% set columns = place + ["compared", "part_kind", "part_label", "published_numerator", "published_denominator",
                          "computed_numerator", "computed_denominator", "published_rate", "computed_rate",
                          "figures_withheld"] %}

with total as (

    select
        fact.partner_id,
        fact.metric_id,
        coalesce(fact.sub_program_id, 'all') as sub_program_id,
        coalesce(fact.area_id, 'all') as area_id,
        fact.group_type,
        fact.group_value,
        fact.period_id,
        fact.row_role,
        fact.part_kind,
        fact.part_label,
        fact.numerator,
        fact.denominator,
        fact.published_rate,
        fact.has_figure,
        metric.metric_type = 'distinct' as is_distinct
    from {{ ref("fct_total") }} as fact
    inner join {{ ref("dim_metric") }} as metric on fact.metric_id = metric.metric_id

),

-- What a printed total is held against: the counted rows below it, and the parts of a counted row.
computed_control as (

    select
        {{ place | join(", ") }},
        cast(null as {{ dbt.type_string() }}) as part_kind,
        coalesce(numerator, lower) as fewest,
        coalesce(numerator, upper) as most,
        denominator_due as denominator,
        figures_due - figures_published as figures_withheld
    from {{ ref("metric_totals") }}

),

computed_parts as (

    select
        {{ place | join(", ") }},
        part_kind,
        case when is_distinct then max(numerator) else sum(numerator) end as fewest,
        sum(case when has_figure then numerator end) as most,
        sum(denominator) as denominator,
        sum(case when has_figure then 0 else 1 end) as figures_withheld
    from total
    where row_role = 'part'
    group by {{ place | join(", ") }}, part_kind, is_distinct

),

computed as (

    select 'control' as compared, 'control' as row_role, * from computed_control
    union all
    select 'parts' as compared, 'counted' as row_role, * from computed_parts

),

sums as (

    select
        {% for column in place %}total.{{ column }}, {% endfor %}
        computed.compared,
        computed.part_kind,
        cast(null as {{ dbt.type_string() }}) as part_label,
        total.numerator as published_numerator,
        total.denominator as published_denominator,
        cast(computed.most as decimal(18, 2)) as computed_numerator,
        cast(computed.denominator as decimal(18, 2)) as computed_denominator,
        cast(null as double) as published_rate,
        cast(null as double) as computed_rate,
        cast(computed.figures_withheld as {{ dbt.type_int() }}) as figures_withheld
    from total
    inner join computed
        on
            total.row_role = computed.row_role
            {% for column in place -%}
            and total.{{ column }} = computed.{{ column }}
            {% endfor %}
    where
        total.has_figure
        and (
            total.numerator < computed.fewest
            or total.denominator < computed.denominator
            -- Parts that are withheld may explain why a row is larger than their sum. A printed total is compared
            -- all the same: how much is withheld below it is what a reader wants to know.
            or (
                (computed.figures_withheld = 0 or computed.compared = 'control')
                and (total.numerator > computed.most or total.denominator > computed.denominator)
            )
        )

),

-- A rate printed with one decimal of a percent is within half of its last digit.
rates as (

    select
        {{ place | join(", ") }},
        'rate' as compared,
        part_kind,
        part_label,
        numerator as published_numerator,
        denominator as published_denominator,
        cast(null as decimal(18, 2)) as computed_numerator,
        cast(null as decimal(18, 2)) as computed_denominator,
        published_rate,
        {{ ratio("numerator", "denominator") }} as computed_rate,
        0 as figures_withheld
    from total
    where has_figure and abs(published_rate - {{ ratio("numerator", "denominator") }}) > 0.0005 + 1e-9

)

select {{ columns | join(", ") }} from sums
union all
select {{ columns | join(", ") }} from rates
