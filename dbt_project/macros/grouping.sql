{#- The types of group that an enrolment carries; the column name is the group type. -#}
{% macro group_types() -%}
    {{ return([
        "race_ethnicity", "gender", "economically_disadvantaged", "disability", "english_learner", "grade_band"
    ]) }}
{%- endmacro %}


{#- The four roll-ups over partner and sub-program, below the columns that are always kept; the same again by each split. -#}
{% macro partner_grouping_sets(kept, splits=[]) -%}
    grouping sets (
        {%- for split in [none] + splits %}
        {%- set own = kept if split is none else kept + [split] %}
        ({{ own | join(", ") }}, partner_id, sub_program_id),
        ({{ own | join(", ") }}, partner_id),
        ({{ own | join(", ") }}, sub_program_id),
        ({{ own | join(", ") }}){{ "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#- A rolled-up column, 'all' where the grouping set leaves it out. -#}
{% macro or_all(column) -%}
    case when grouping({{ column }}) = 1 then 'all' else {{ column }} end
{%- endmacro %}
