{% set series = ["partner_id", "feed_id", "batch_id", "sub_program_id", "setting"] %}

with attendance as (

    select * from {{ ref("fct_attendance") }}

),

-- Nobody can be enrolled on more days than there were: the longest enrolment of a month tells the days.
months as (

    select {{ series | join(", ") }}, from_date, to_date, max(days_enrolled) as days_open
    from attendance
    group by {{ series | join(", ") }}, from_date, to_date

),

places as (

    select distinct {{ series | join(", ") }}, area_id from attendance

),

present as (

    select {{ series | join(", ") }}, area_id, from_date, sum(days_enrolled - days_absent) as days_present
    from attendance
    group by {{ series | join(", ") }}, area_id, from_date

)

-- A month in which nobody of a place came is a month with nobody, not a month left out of the average.
select
    {% for column in series -%}
    months.{{ column }},
    {% endfor -%}
    places.area_id,
    months.from_date,
    months.to_date,
    cast(months.days_open as {{ dbt.type_bigint() }}) as days_open,
    cast(coalesce(present.days_present, 0) as {{ dbt.type_bigint() }}) as days_present
from months
inner join places
    on
        {% for column in series -%}
        months.{{ column }} = places.{{ column }}{{ " and" if not loop.last }}
        {% endfor %}
left join present
    on
        {% for column in series -%}
        months.{{ column }} = present.{{ column }} and
        {% endfor -%}
        months.from_date = present.from_date
        and {{ same("places.area_id", "present.area_id") }}
