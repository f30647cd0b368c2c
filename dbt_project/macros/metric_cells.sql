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


{#- The rows of a metric, with the counted thing's own columns set apart from the cell's. -#}
{% macro counted_rows(metric) -%}
    {% set people = people_column(metric) -%}
    select
        counted.*
        {%- if metric.has_areas is false %},
        cast(null as {{ dbt.type_string() }}) as own_area_id
        {%- else %},
        counted.area_id as own_area_id
        {%- endif %}
        {%- for column in counted_per(metric) %},
        counted.{{ column }} as per_{{ column }}
        {%- endfor %}
        {%- if has_identities(metric) %},
        coalesce(counted.person_key_strict, counted.person_key) as strict_key,
        coalesce(counted.person_key_loose, counted.person_key) as loose_key
        {%- endif %}
        {%- for column in splits(metric) %},
        cast(counted.{{ column }} as {{ dbt.type_string() }}) as by_{{ column }}
        {%- endfor %}
    from (
        {{ ordered_rows(metric) }}
    ) as counted
    {%- if people %}
    where counted.{{ people }} is not null
    {%- endif %}
{%- endmacro %}


{#- Whether somebody may be several people, or several be one: the range of a distinct count of people. -#}
{% macro has_identities(metric) -%}
    {{ return(metric.metric_type == "distinct" and people_column(metric) == "person_key") }}
{%- endmacro %}


{#- The columns of the fact that a metric is also broken down by. -#}
{% macro splits(metric) -%}
    {{ return((metric.by or []) + (metric.never_pooled or [])) }}
{%- endmacro %}


{#- Who is settled or not, as columns: the person, by the loose key where several may be one; else the counted thing. -#}
{% macro settling(metric) -%}
    {% set people = people_column(metric) -%}
    {{ return(["loose_key"] if has_identities(metric) else prefixed("per_", [people] if people else counted_per(metric))) }}
{%- endmacro %}


{#- Whether nobody can be in two areas: there are none, or each area is counted for itself. -#}
{% macro all_are_settled(metric) -%}
    {{ return(metric.has_areas is false or "area_id" in counted_per(metric)) }}
{%- endmacro %}


{#- Who is in several areas in one period, or may be several people, or one with others. -#}
{% macro unsettled_units(metric) -%}
    {% set own = settling(metric) | join(", ") -%}
    select {{ own }}, period_id
    from (
        select distinct
            {{ own }}, period_id, own_area_id
            {%- if has_identities(metric) %}, strict_key, per_person_key{% endif %}
        from every_row
    ) as forms
    group by {{ own }}, period_id
    having count(*) > 1
{%- endmacro %}


{#- The rows of those who are settled, each in its own area; or of the others, in every area that they enter. -#}
{% macro placed_rows(metric, are_settled) -%}
    select
        every_row.*,
        {{ "every_row.own_area_id" if are_settled else "cell.cell_area_id" }}
        {%- if are_settled %} as cell_area_id{% endif %}
    from every_row
    {%- if not are_settled %}
    inner join {{ ref("int_area_cell") }} as cell on {{ same("every_row.own_area_id", "cell.area_id") }}
    {%- endif %}
    {%- if not all_are_settled(metric) %}
    {{ "left" if are_settled else "inner" }} join unsettled
        on
            every_row.period_id = unsettled.period_id
            {%- for column in settling(metric) %}
            and {{ same("every_row." ~ column, "unsettled." ~ column) }}
            {%- endfor %}
    {%- if are_settled %}
    where unsettled.period_id is null
    {%- endif %}
    {%- endif %}
{%- endmacro %}


{#-
    The settled rows of one person, partner, sub-program, place and period put together, where the amounts can be taken
    from such parts: each is set against every roll-up, and there are far fewer of them than rows.
-#}
{% macro settled_parts(metric) -%}
    {% set kept = prefixed("per_", counted_per(metric)) + ["partner_id", "sub_program_id", "cell_area_id", "period_id"] -%}
    {% set kept = kept + prefixed("by_", splits(metric)) -%}
    select
        {{ kept | join(", ") }}
        {%- for part, amount in metric.parts.items() %},
        {{ amount }} as {{ part }}
        {%- endfor %}
    from ({{ placed_rows(metric, true) }}) as rows_of_parts
    group by {{ kept | join(", ") }}
{%- endmacro %}


{#-
    One line per counted thing and cell, with its amounts. A distinct metric also keeps how many people the thing may be
    (identities under strict keys) and who else it may be (the loose key).
-#}
{% macro thing_amounts(metric, are_settled) -%}
    {% set per = prefixed("per_", counted_per(metric)) -%}
    {% set own_splits = splits(metric) -%}
    {% set has_parts = are_settled and metric.parts is defined -%}
    select
        {{ per | join(", ") }},
        {{ or_all("partner_id") }} as partner_id,
        {{ or_all("sub_program_id") }} as sub_program_id,
        cell_area_id as area_id,
        period_id
        {%- if own_splits %},
        case
            {%- for column in own_splits %}
            when grouping(by_{{ column }}) = 0 then {{ literal(column) }}
            {%- endfor %}
        end as split_type,
        case
            {%- for column in own_splits %}
            when grouping(by_{{ column }}) = 0 then by_{{ column }}
            {%- endfor %}
        end as split_value
        {%- endif %}
        {%- for column in metric.never_pooled or [] %},
        min(coalesce(by_{{ column }}, '')) as first_{{ column }},
        max(coalesce(by_{{ column }}, '')) as last_{{ column }}
        {%- endfor %}
        {%- if has_identities(metric) and not are_settled %},
        count(distinct strict_key) as identities,
        max(loose_key) as loose_key
        {%- endif %}
        {%- for name, amount in (metric.amounts_of_parts if has_parts else metric.amounts or {}).items() %},
        {{ amount }} as {{ name }}
        {%- endfor %}
    from ({{ settled_parts(metric) if has_parts else placed_rows(metric, are_settled) }}) as placed
    group by {{ partner_grouping_sets(per + ["period_id", "cell_area_id"], prefixed("by_", own_splits)) }}
{%- endmacro %}


{#- One line per counted thing and cell, with what it adds above and below the line and to each band. -#}
{% macro thing_values(metric, are_settled) -%}
    select
        thing_amounts.*,
        {{ thing_figures(metric) }}
        {%- for band, values in (metric.bands or {}).items() %}
        {%- for value, condition in values.items() %},
        case when ({{ metric.denominator }}) and ({{ condition }}) then 1 else 0 end as in_{{ band }}_{{ value }}
        {%- endfor %}
        {%- endfor %}
    from ({{ thing_amounts(metric, are_settled) }}) as thing_amounts
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


{#- The first and last value of what is never pooled, so that the whole cell can tell whether it holds several. -#}
{% macro values_not_pooled(metric) -%}
    {%- for column in metric.never_pooled or [] %},
        min(valued.first_{{ column }}) as first_{{ column }},
        max(valued.last_{{ column }}) as last_{{ column }}
    {%- endfor %}
{%- endmacro %}


{#- A figure over several values of a column that is never pooled is no figure. -#}
{% macro only_if_not_pooled(metric) -%}
    {%- for column in metric.never_pooled or [] %}
    {{ "having" if loop.first else "and" }} min(first_{{ column }}) = max(last_{{ column }})
    {%- endfor %}
{%- endmacro %}


{#- The cells of everybody, of each group of people, and of each value that the metric is split by. -#}
{% macro grouped_cells(metric, values, are_settled) -%}
    {% set people, own_splits = people_column(metric), splits(metric) -%}
    {% set has_groups = people == "person_key" -%}
    {% set group_type = "belongs.group_type" if has_groups else "'all'" -%}
    {% set group_value = "belongs.group_value" if has_groups else "'all'" -%}
    {% if own_splits -%}
        {% set group_type = "coalesce(valued.split_type, " ~ group_type ~ ")" -%}
        {% set group_value = "case when valued.split_type is null then " ~ group_value ~ " else valued.split_value end" -%}
    {%- endif -%}
    select
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
        {% if has_identities(metric) and not are_settled -%}
        cast(count(distinct case when valued.numerator > 0 then valued.loose_key end) as decimal(18, 2)) as lower,
        cast(sum(case when valued.numerator > 0 then valued.identities else 0 end) as decimal(18, 2)) as upper
        {%- elif metric.metric_type == "distinct" -%}
        cast(sum(valued.numerator) as decimal(18, 2)) as lower,
        cast(sum(valued.numerator) as decimal(18, 2)) as upper
        {%- else -%}
        cast(null as decimal(18, 2)) as lower,
        cast(null as decimal(18, 2)) as upper
        {%- endif %}
        {{- values_not_pooled(metric) }}
    from ({{ values }}) as valued
    {% if has_groups -%}
    {{ "left" if own_splits else "inner" }} join {{ ref("int_person_group") }} as belongs
        on
            valued.per_person_key = belongs.person_key
            {%- if own_splits %}
            and valued.split_type is null
            and belongs.group_type not in {{ literals(own_splits) }}
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
        {% if own_splits or has_groups -%}
        {{ group_type }},
        {{ group_value }},
        {%- endif %}
        valued.period_id
{%- endmacro %}


{#- The people of a rate by the classes of one band: those in the class above the line, all of them below it. -#}
{% macro band_cells(metric, values, band, classes) -%}
    select
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
        {%- for column in metric.never_pooled or [] %},
        banded.first_{{ column }},
        banded.last_{{ column }}
        {%- endfor %}
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
            {{- values_not_pooled(metric) }}
        from ({{ values }}) as valued
        {%- if metric.by or metric.never_pooled %}
        where valued.split_type is null
        {%- endif %}
        group by valued.partner_id, valued.sub_program_id, valued.area_id, valued.period_id
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


{#- The cells that one line per counted thing adds up to: everybody, groups, splits and bands. -#}
{% macro cells_of_things(metric, are_settled) -%}
    {% if metric.bands -%}
    select *
    from (
        with every_thing as ({{ thing_values(metric, are_settled) }})

        {{ grouped_cells(metric, "select * from every_thing", are_settled) }}
        {% for band, classes in metric.bands.items() -%}
        union all
        {{ band_cells(metric, "select * from every_thing", band, classes) }}
        {% endfor %}
    ) as grouped_and_banded
    {%- else -%}
    {{ grouped_cells(metric, thing_values(metric, are_settled), are_settled) }}
    {%- endif %}
{%- endmacro %}


{#-
    One catalogue entry as SQL: its rows, one line per counted thing and cell, then the sum over things in each group.
    Amounts are taken per thing and cell, so a person is counted once in every cell by construction. Nearly everybody
    stays in one area within a period: they are counted there, and the areas above add up whom they hold. Only who
    moved, or may be several people, is set against each area by itself.
-#}
{% macro metric_cells(metric) -%}
    select
        {{ metric_columns(metric) }},
        partner_id,
        sub_program_id,
        cell_area_id as area_id,
        group_type,
        group_value,
        period_id,
        {%- for figure in ("numerator", "denominator") %}
        cast(sum({{ figure }}) as decimal(18, 2)) as {{ figure }},
        {%- endfor %}
        cast(sum(people) as {{ dbt.type_bigint() }}) as people,
        cast(sum(lower) as decimal(18, 2)) as lower,
        cast(sum(upper) as decimal(18, 2)) as upper
    from (
        with every_row as {{ not_kept() }} ({{ counted_rows(metric) }})

        {%- if not all_are_settled(metric) %}
        , unsettled as ({{ unsettled_units(metric) }})
        {%- endif %}

        select settled.*, cell.cell_area_id
        from ({{ cells_of_things(metric, true) }}) as settled
        inner join {{ ref("int_area_cell") }} as cell on {{ same("settled.area_id", "cell.area_id") }}
        {%- if not all_are_settled(metric) %}
        union all
        select elsewhere.*, elsewhere.area_id as cell_area_id
        from ({{ cells_of_things(metric, false) }}) as elsewhere
        {%- endif %}
    ) as cells
    group by partner_id, sub_program_id, cell_area_id, group_type, group_value, period_id
    {{- only_if_not_pooled(metric) }}
{%- endmacro %}
