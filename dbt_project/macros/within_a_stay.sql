{#- Rows of a fact that fall into a stay of the same person in the same sub-program; the condition may narrow whose. -#}
{% macro within_a_stay(fact, condition) -%}
    select distinct told.partner_id, told.feed_id, told.batch_id, told.row_number
    from {{ fact }} as told
    inner join {{ ref("fct_enrolment") }} as stay
        on
            told.person_key = stay.person_key
            and told.sub_program_id = stay.sub_program_id
            and told.from_date <= stay.to_date
            and told.to_date >= stay.from_date
    where {{ condition }}
{%- endmacro %}
