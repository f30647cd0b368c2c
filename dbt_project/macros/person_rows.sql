{#- The columns that every fact about a person shares. -#}
{% macro fact_columns() -%}
    {{ return([
        "partner_id", "feed_id", "batch_id", "row_number", "sub_program_id", "area_id", "person_key",
        "person_key_strict", "person_key_loose", "household_key"
    ]) }}
{%- endmacro %}


{#- Staged rows with the person they are about, and that person's area where the row gives none.
    With `anonymous` rows that are about nobody who is known stay, without a person. -#}
{% macro person_rows(staged, columns, anonymous=false) -%}
    select
        staged.partner_id,
        staged.feed_id,
        staged.batch_id,
        staged.row_number,
        staged.sub_program_id,
        coalesce(staged.area_id, home.area_id) as area_id,
        person.person_key,
        person.person_key_strict,
        person.person_key_loose,
        person.household_key
        {%- for column in columns %},
        staged.{{ column }}
        {%- endfor %}
    from {{ ref(staged) }} as staged
    {{ "left" if anonymous else "inner" }} join {{ ref("int_person") }} as person
        on
            staged.partner_id = person.partner_id
            and {{ same("staged.local_token", "person.local_token") }}
            and {{ same("staged.person_token", "person.person_token") }}
    left join {{ ref("int_person_area") }} as home
        on person.partner_id = home.partner_id and person.person_key = home.person_key
{%- endmacro %}
