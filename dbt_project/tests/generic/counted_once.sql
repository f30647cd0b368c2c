{#-
    Distinct people over all partners are no more than the sum over partners, and no fewer than the largest partner.
    The model has one row per metric, partner, sub-program, area, group and period, with lower and upper.
-#}
{% test counted_once(model) %}

{% set place = ["metric_id", "sub_program_id", "area_id", "group_type", "group_value", "period_id"] %}

with whole as (

    select * from {{ model }} where metric_type = 'distinct' and partner_id = 'all'

),

partners as (

    select {{ place | join(", ") }}, max(lower) as largest, sum(upper) as summed
    from {{ model }}
    where metric_type = 'distinct' and partner_id <> 'all'
    group by {{ place | join(", ") }}

)

select whole.*
from whole
left join partners
    on {% for column in place %}whole.{{ column }} = partners.{{ column }}{{ " and " if not loop.last }}{% endfor %}
where
    whole.lower < partners.largest
    or whole.upper > partners.summed
    or (whole.lower is not null and partners.largest is null)

{% endtest %}
