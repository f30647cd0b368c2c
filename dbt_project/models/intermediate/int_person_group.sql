with enrolment as (

    select person.person_key{% for group_type in group_types() %}, enrolment.{{ group_type }}{% endfor %}
    from {{ ref("stg_enrolment") }} as enrolment
    inner join {{ ref("int_person") }} as person
        on
            enrolment.partner_id = person.partner_id
            and {{ same("enrolment.local_token", "person.local_token") }}
            and {{ same("enrolment.person_token", "person.person_token") }}

),

unpivoted as (

    {% for group_type in group_types() -%}
    select person_key, '{{ group_type }}' as group_type, {{ group_type }} as group_value from enrolment
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

counted as (

    select
        unpivoted.person_key,
        unpivoted.group_type,
        unpivoted.group_value,
        coalesce(known.is_overlapping, false) as is_overlapping,
        count(*) as times
    from unpivoted
    inner join {{ source("agenda", "groups") }} as known
        on unpivoted.group_type = known.group_type and unpivoted.group_value = known.group_value
    group by unpivoted.person_key, unpivoted.group_type, unpivoted.group_value, known.is_overlapping

),

ranked as (

    select
        *,
        row_number() over (
            partition by person_key, group_type
            order by times desc, group_value asc
        ) as place
    from counted

),

own as (

    select person_key, group_type, group_value from ranked where place = 1 or is_overlapping

),

-- Who is in a group is in every group that contains it.
belonging as (

    select person_key, group_type, group_value from own
    union
    select own.person_key, own.group_type, parts.group_value
    from own
    inner join {{ source("agenda", "group_parts") }} as parts
        on own.group_type = parts.group_type and own.group_value = parts.part_value

)

select person_key, group_type, group_value from belonging
union all
select distinct person_key, 'all' as group_type, 'all' as group_value from {{ ref("int_person") }}
