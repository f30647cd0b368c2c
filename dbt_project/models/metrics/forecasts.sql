-- A trend is drawn through the last five periods at most: a forecast tells what follows if things go on as of late.
{% set window = 5 %}
{% set series = ["metric_id", "sub_program_id", "period_type"] %}

with timeline as (

    select *, row_number() over (partition by period_type order by starts_on) as number
    from (
        select period_id, period_type, starts_on, ends_on from {{ ref("dim_period") }}
        union
        select period_id, period_type, starts_on, ends_on from {{ source("ledger", "coming_periods") }}
    ) as known_or_coming

),

-- Only figures that may be published: a forecast would give away what it was made from.
headlines as (

    select
        figure.metric_id,
        figure.metric_version,
        figure.sub_program_id,
        figure.period_id,
        figure.value,
        timeline.period_type,
        timeline.number,
        metric.unit,
        initiative.as_of,
        row_number() over (
            partition by figure.metric_id, figure.sub_program_id, timeline.period_type
            order by timeline.number desc
        ) as recency
    from {{ ref("metric_figures") }} as figure
    inner join {{ ref("dim_metric") }} as metric on figure.metric_id = metric.metric_id
    inner join timeline on figure.period_id = timeline.period_id
    cross join {{ source("agenda", "initiative") }} as initiative
    where
        figure.partner_id = 'all'
        and figure.area_id = 'all'
        and figure.group_type = 'all'
        and figure.value is not null
        and timeline.ends_on <= initiative.as_of
        and coalesce(figure.people, initiative.smallest_count) >= initiative.smallest_count
        and (
            metric.counted <> 'people'
            or (
                (figure.numerator = 0 or figure.numerator >= initiative.smallest_count)
                and (
                    figure.denominator is null
                    or figure.denominator = figure.numerator
                    or figure.denominator - figure.numerator >= initiative.smallest_count
                )
            )
        )

),

-- Figures under an earlier definition are not on the same line.
points as (

    select one.*
    from headlines as one
    inner join headlines as latest
        on
            {% for column in series + ["metric_version"] -%}
            one.{{ column }} = latest.{{ column }}
            and {% endfor -%}
            latest.recency = 1
    where one.recency <= {{ window }}

),

steps as (

    select
        {% for column in series -%}
        after.{{ column }},
        {% endfor -%}
        count(*) as steps,
        sum(power(after.value - before.value, 2)) as squared
    from points as after
    inner join points as before
        on
            {% for column in series -%}
            after.{{ column }} = before.{{ column }}
            and {% endfor -%}
            after.number = before.number + 1
    group by {% for column in series %}after.{{ column }}{{ ", " if not loop.last }}{% endfor %}

),

fitted as (

    select
        {{ series | join(", ") }},
        metric_version,
        unit,
        as_of,
        count(*) as points,
        max(number) as last_number,
        min(value) as least,
        max(case when recency = 1 then value end) as last_value,
        {{ sorted_list("period_id") }} as point_ids,
        cast(sum(number) as double) / count(*) as centre,
        regr_slope(value, cast(number as double)) as slope,
        regr_intercept(value, cast(number as double)) as intercept,
        regr_sxx(value, cast(number as double)) as spread,
        regr_syy(value, cast(number as double))
        - regr_slope(value, cast(number as double)) * regr_sxy(value, cast(number as double)) as residuals
    from points
    group by {{ series | join(", ") }}, metric_version, unit, as_of

),

asked as (

    select
        fitted.*,
        steps.steps,
        steps.squared,
        coming.period_id,
        coming.number,
        season.period_id as season_period_id,
        season.value as season_value,
        case
            when fitted.period_type in ('school_year', 'calendar_year') and fitted.points >= 3 then 'linear_trend'
            when fitted.period_type not in ('school_year', 'calendar_year') and season.value is not null
            then 'same_season'
            else 'last_value'
        end as method
    from fitted
    inner join timeline as coming
        on fitted.period_type = coming.period_type and coming.number > fitted.last_number
    inner join {{ source("ledger", "coming_periods") }} as horizon on coming.period_id = horizon.period_id
    left join headlines as season
        on
            {% for column in series + ["metric_version"] -%}
            fitted.{{ column }} = season.{{ column }}
            and {% endfor -%}
            season.number
            = coming.number - case fitted.period_type when 'quarter' then 4 when 'month' then 12 when 'week' then 52 end
    left join steps
        on
            {% for column in series -%}
            fitted.{{ column }} = steps.{{ column }}{{ " and " if not loop.last }}
            {%- endfor %}

),

drawn as (

    select
        *,
        case method
            when 'linear_trend' then intercept + slope * cast(number as double)
            when 'same_season' then season_value
            else last_value
        end as drawn_value,
        case
            when method = 'linear_trend' and points >= 4
            then {{ student_quantile("points - 2") }} * sqrt(
                greatest(residuals, 0.0) / cast(points - 2 as double)
                * (1 + 1 / cast(points as double) + power(cast(number as double) - centre, 2) / spread)
            )
            when method = 'last_value' and steps >= 3
            then {{ student_quantile("steps") }} * sqrt(
                squared / cast(steps as double) * cast(number - last_number as double)
            )
        end as half_width
    from asked

)

select
    metric_id,
    metric_version,
    sub_program_id,
    period_id,
    period_type,
    as_of as made_on,
    method,
    cast(case when method = 'same_season' then 1 else points end as {{ dbt.type_int() }}) as points,
    cast(number - last_number as {{ dbt.type_int() }}) as periods_ahead,
    {% for name, shift in {"forecast": "", "forecast_lower": " - half_width", "forecast_upper": " + half_width"}.items() -%}
    {{ within_range("drawn_value" ~ shift) }} as {{ name }},
    {% endfor -%}
    case
        when half_width is not null then 'residuals'
        when method = 'same_season' then 'one_figure'
        else 'too_few_periods'
    end as interval_from,
    case when method = 'same_season' then season_period_id else point_ids end as made_from
from drawn
