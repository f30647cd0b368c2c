{#- What makes one counted thing: columns of the fact, a person unless the entry says otherwise. -#}
{% macro counted_per(metric) -%}
    {{ return(metric.per or ["person_key"]) }}
{%- endmacro %}


{#- The column of people that things are counted by; none where the fact is not about people. -#}
{% macro people_column(metric) -%}
    {% set found = ["person_key", "household_key"] | select("in", counted_per(metric)) | list -%}
    {{ return(found | first) }}
{%- endmacro %}


{#- What one counted thing adds to a cell: 0 or 1 where people are counted, an exact amount where amounts are. -#}
{% macro thing_figures(metric) -%}
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


{#- The rows of a metric in every area that they enter, with the counted thing's own columns set apart from the cell's. -#}
{% macro placed_rows(metric) -%}
    {% set people = people_column(metric) -%}
    select
        counted.*,
        cell.cell_area_id
        {%- for column in counted_per(metric) %},
        counted.{{ column }} as per_{{ column }}
        {%- endfor %}
        {%- for column in (metric.by or []) + (metric.never_pooled or []) %},
        cast(counted.{{ column }} as {{ dbt.type_string() }}) as by_{{ column }}
        {%- endfor %}
    from (
        {%- if metric.report_order %}
        select *, row_number() over (order by {{ metric.report_order | join(", ") }}) as report_order
        from ({{ metric_rows(metric) }}) as in_order
        {%- else %}
        {{ metric_rows(metric) }}
        {%- endif %}
    ) as counted
    inner join {{ ref("int_area_cell") }} as cell
        on {{ "cell.area_id is null" if metric.has_areas is false else same("counted.area_id", "cell.area_id") }}
    {%- if people %}
    where counted.{{ people }} is not null
    {%- endif %}
{%- endmacro %}


{#-
    One line per counted thing and cell, with its amounts. A distinct metric also keeps how many people the thing may be
    (identities under strict keys) and who else it may be (the loose key).
-#}
{% macro thing_amounts(metric) -%}
    {% set per = prefixed("per_", counted_per(metric)) -%}
    {% set splits = (metric.by or []) + (metric.never_pooled or []) -%}
    select
        {{ per | join(", ") }},
        {{ or_all("partner_id") }} as partner_id,
        {{ or_all("sub_program_id") }} as sub_program_id,
        cell_area_id as area_id,
        period_id
        {%- if splits %},
        case
            {%- for column in splits %}
            when grouping(by_{{ column }}) = 0 then {{ literal(column) }}
            {%- endfor %}
        end as split_type,
        case
            {%- for column in splits %}
            when grouping(by_{{ column }}) = 0 then by_{{ column }}
            {%- endfor %}
        end as split_value
        {%- endif %}
        {%- for column in metric.never_pooled or [] %},
        min(coalesce(by_{{ column }}, '')) as first_{{ column }},
        max(coalesce(by_{{ column }}, '')) as last_{{ column }}
        {%- endfor %}
        {%- if metric.metric_type == "distinct" and people_column(metric) == "person_key" %},
        count(distinct coalesce(person_key_strict, person_key)) as identities,
        max(coalesce(person_key_loose, person_key)) as loose_key
        {%- endif %}
        {%- for name, amount in (metric.amounts or {}).items() %},
        {{ amount }} as {{ name }}
        {%- endfor %}
    from ({{ placed_rows(metric) }}) as placed
    group by {{ partner_grouping_sets(per + ["period_id", "cell_area_id"], prefixed("by_", splits)) }}
{%- endmacro %}


{#- One line per counted thing and cell, with what it adds above and below the line and to each band. -#}
{% macro thing_values(metric) -%}
    select
        thing_amounts.*,
        {{ thing_figures(metric) }}
        {%- for band, values in (metric.bands or {}).items() %}
        {%- for value, condition in values.items() %},
        case when ({{ metric.denominator }}) and ({{ condition }}) then 1 else 0 end as in_{{ band }}_{{ value }}
        {%- endfor %}
        {%- endfor %}
    from ({{ thing_amounts(metric) }}) as thing_amounts
{%- endmacro %}


{#- The columns that name the metric of a cell. -#}
{% macro metric_columns(metric) -%}
    cast({{ literal(metric.metric_id) }} as {{ dbt.type_string() }}) as metric_id,
    cast({{ metric.metric_version }} as {{ dbt.type_int() }}) as metric_version,
    cast({{ literal(metric.metric_type) }} as {{ dbt.type_string() }}) as metric_type,
    cast({{ literal(metric.counted) }} as {{ dbt.type_string() }}) as counted
{%- endmacro %}


{#- Distinct people behind a figure; unknown where the fact is not about people. -#}
{% macro people_behind(metric) -%}
    {% set people = people_column(metric) -%}
    {% set counts = ("denominator" if metric.denominator else "numerator") ~ " > 0" -%}
    cast(
        {%- if not people %}
        null
        {%- elif counted_per(metric) | length > 1 %}
        count(distinct case when valued.{{ counts }} then valued.per_{{ people }} end)
        {%- else %}
        sum(case when valued.{{ counts }} then 1 else 0 end)
        {%- endif %}
        as {{ dbt.type_bigint() }}
    ) as people
{%- endmacro %}


{#- A figure over several values of a column that is never pooled is no figure. -#}
{% macro only_if_not_pooled(metric) -%}
    {%- for column in metric.never_pooled or [] %}
    {{ "having" if loop.first else "and" }} min(valued.first_{{ column }}) = max(valued.last_{{ column }})
    {%- endfor %}
{%- endmacro %}


{#- The cells of everybody, of each group of people, and of each value that the metric is split by. -#}
{% macro grouped_cells(metric, values) -%}
    {% set people, splits = people_column(metric), (metric.by or []) + (metric.never_pooled or []) -%}
    {% set has_groups = people == "person_key" -%}
    {% set group_type = "belongs.group_type" if has_groups else "'all'" -%}
    {% set group_value = "belongs.group_value" if has_groups else "'all'" -%}
    {% if splits -%}
        {% set group_type = "coalesce(valued.split_type, " ~ group_type ~ ")" -%}
        {% set group_value = "case when valued.split_type is null then " ~ group_value ~ " else valued.split_value end" -%}
    {%- endif -%}
    select
        {{ metric_columns(metric) }},
        valued.partner_id,
        valued.sub_program_id,
        valued.area_id,
        {{ group_type }} as group_type,
        {{ group_value }} as group_value,
        valued.period_id,
        cast(coalesce(sum(valued.numerator), 0) as decimal(18, 2)) as numerator,
        {% if metric.denominator -%}
        cast(coalesce(sum(valued.denominator), 0) as decimal(18, 2)) as denominator,
        {%- else -%}
        cast(null as decimal(18, 2)) as denominator,
        {%- endif %}
        {{ people_behind(metric) }},
        {% if metric.metric_type == "distinct" and people == "person_key" -%}
        cast(count(distinct case when valued.numerator > 0 then valued.loose_key end) as decimal(18, 2)) as lower,
        cast(sum(case when valued.numerator > 0 then valued.identities else 0 end) as decimal(18, 2)) as upper
        {%- elif metric.metric_type == "distinct" -%}
        cast(sum(valued.numerator) as decimal(18, 2)) as lower,
        cast(sum(valued.numerator) as decimal(18, 2)) as upper
        {%- else -%}
        cast(null as decimal(18, 2)) as lower,
        cast(null as decimal(18, 2)) as upper
        {%- endif %}
    from ({{ values }}) as valued
    {% if has_groups -%}
    {{ "left" if splits else "inner" }} join {{ ref("int_person_group") }} as belongs
        on
            valued.per_person_key = belongs.person_key
            {%- if splits %}
            and valued.split_type is null
            and belongs.group_type not in {{ literals(splits) }}
            {%- endif %}
    {%- endif %}
    where
        {{ group_value }} is not null
        {% if has_groups and "week" in metric.periods -%}
        -- Groups of people in one week are too small to publish, and nine in ten of all cells.
        and (
            coalesce(belongs.group_type, 'all') = 'all'
            or valued.period_id not in (
                select week.period_id from {{ ref("dim_period") }} as week where week.period_type = 'week'
            )
        )
        {%- endif %}
    group by
        valued.partner_id,
        valued.sub_program_id,
        valued.area_id,
        {% if splits or has_groups -%}
        {{ group_type }},
        {{ group_value }},
        {%- endif %}
        valued.period_id
    {{- only_if_not_pooled(metric) }}
{%- endmacro %}


{#- The people of a rate by the classes of one band: those in the class above the line, all of them below it. -#}
{% macro band_cells(metric, values, band, classes) -%}
    select
        {{ metric_columns(metric) }},
        banded.partner_id,
        banded.sub_program_id,
        banded.area_id,
        {{ literal(band) }} as group_type,
        class.group_value,
        banded.period_id,
        cast(
            case class.group_value
                {%- for value in classes %}
                when {{ literal(value) }} then banded.in_{{ value }}
                {%- endfor %}
            end as decimal(18, 2)
        ) as numerator,
        banded.denominator,
        banded.people,
        cast(null as decimal(18, 2)) as lower,
        cast(null as decimal(18, 2)) as upper
    from (
        select
            valued.partner_id,
            valued.sub_program_id,
            valued.area_id,
            valued.period_id,
            {%- for value in classes %}
            sum(valued.in_{{ band }}_{{ value }}) as in_{{ value }},
            {%- endfor %}
            cast(sum(valued.denominator) as decimal(18, 2)) as denominator,
            {{ people_behind(metric) }}
        from ({{ values }}) as valued
        {%- if metric.by or metric.never_pooled %}
        where valued.split_type is null
        {%- endif %}
        group by valued.partner_id, valued.sub_program_id, valued.area_id, valued.period_id
        {{- only_if_not_pooled(metric) }}
    ) as banded
    cross join (
        {%- for value in classes %}
        select {{ literal(value) }} as group_value
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as class
{%- endmacro %}


{#-
    One catalogue entry as SQL: its rows, one line per counted thing and cell, then the sum over things in each group.
    Amounts are taken per thing and cell, so a person is counted once in every cell by construction.
-#}
{% macro metric_cells(metric) -%}
    {% if metric.bands -%}
    select *
    from (
        with every_thing as ({{ thing_values(metric) }})

        {{ grouped_cells(metric, "select * from every_thing") }}
        {% for band, classes in metric.bands.items() -%}
        union all
        {{ band_cells(metric, "select * from every_thing", band, classes) }}
        {% endfor %}
    ) as grouped_and_banded
    {%- else -%}
    {{ grouped_cells(metric, thing_values(metric)) }}
    {%- endif %}
{%- endmacro %}
