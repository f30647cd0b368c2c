-- What a period cost: as stated where the backbone knows it, else the money given for it.
with stated as (

    select partner_id, sub_program_id, period_id, currency, sum(amount) as cost
    from {{ source("agenda", "costs") }}
    group by partner_id, sub_program_id, period_id, currency

),

received as (

    select money.partner_id, money.sub_program_id, money.period_id, money.currency, money.cost
    from {{ ref("funding_received") }} as money
    left join stated
        on
            money.partner_id = stated.partner_id
            and money.sub_program_id = stated.sub_program_id
            and money.period_id = stated.period_id
    where money.cost > 0 and stated.period_id is null

),

costs as (

    select partner_id, sub_program_id, period_id, currency, 'stated' as cost_basis, cost from stated
    union all
    select partner_id, sub_program_id, period_id, currency, 'money_received', cost from received

),

shown as (

    select distinct metric_id from {{ source("agenda", "outcome_metrics") }}

),

-- People behind a figure: those served, or those who reached what a metric of the theory of change is about.
people as (

    select
        cell.metric_id,
        cell.partner_id,
        cell.sub_program_id,
        cell.period_id,
        metric.direction,
        cell.denominator,
        case when shown.metric_id is null then 'participant' else 'gross' end as cost_kind,
        case
            when cell.denominator is not null and metric.direction = 'decrease' then cell.denominator - cell.numerator
            else cell.numerator
        end as people_reached,
        case when cell.denominator is null then cell.lower end as fewest,
        case when cell.denominator is null then cell.upper end as most
    from {{ ref("metric_values") }} as cell
    inner join {{ ref("dim_metric") }} as metric
        on cell.metric_id = metric.metric_id and cell.metric_version = metric.metric_version
    left join shown on cell.metric_id = shown.metric_id
    where
        cell.area_id = 'all'
        and cell.group_type = 'all'
        and metric.counted = 'people'
        and (
            -- An outcome stands beside the money of its own sub-program, never beside that of all of them.
            (shown.metric_id is not null and cell.sub_program_id <> 'all')
            or (shown.metric_id is null and cell.metric_type = 'distinct')
        )

),

joined as (

    select
        people.metric_id,
        people.partner_id,
        people.sub_program_id,
        people.period_id,
        people.cost_kind,
        people.direction,
        people.denominator,
        people.people_reached,
        people.fewest,
        people.most,
        costs.currency,
        costs.cost_basis,
        cast(costs.cost as decimal(18, 2)) as program_cost
    from people
    inner join costs
        on
            people.partner_id = costs.partner_id
            and people.sub_program_id = costs.sub_program_id
            and people.period_id = costs.period_id

),

-- Net of what would have happened anyway: only where somebody stated that, with a source.
net as (

    select
        joined.metric_id,
        joined.partner_id,
        joined.sub_program_id,
        joined.period_id,
        'net' as cost_kind,
        joined.currency,
        joined.cost_basis,
        joined.program_cost,
        counterfactual.partner_cost,
        counterfactual.participant_cost,
        joined.people_reached,
        joined.people_reached as fewest,
        joined.people_reached as most,
        cast(
            case
                when joined.denominator is null then counterfactual.without_value
                when joined.direction = 'decrease' then (1 - counterfactual.without_value) * joined.denominator
                else counterfactual.without_value * joined.denominator
            end as decimal(18, 2)
        ) as people_otherwise,
        counterfactual.source
    from joined
    inner join {{ source("agenda", "counterfactuals") }} as counterfactual
        on
            joined.metric_id = counterfactual.metric_id
            and joined.sub_program_id = counterfactual.sub_program_id
            and joined.period_id = counterfactual.period_id
            and joined.currency = counterfactual.currency
    where joined.partner_id = 'all' and joined.cost_kind = 'gross'

),

every_kind as (

    select
        metric_id,
        partner_id,
        sub_program_id,
        period_id,
        cost_kind,
        currency,
        cost_basis,
        program_cost,
        cast(0 as decimal(18, 2)) as partner_cost,
        cast(0 as decimal(18, 2)) as participant_cost,
        people_reached,
        coalesce(people_reached, fewest) as fewest,
        coalesce(people_reached, most) as most,
        cast(0 as decimal(18, 2)) as people_otherwise,
        cast(null as {{ dbt.type_string() }}) as source
    from joined
    union all
    select * from net

)

select
    metric_id,
    partner_id,
    sub_program_id,
    period_id,
    cost_kind,
    currency,
    cost_basis,
    program_cost,
    partner_cost,
    participant_cost,
    cast(people_reached as decimal(18, 2)) as people_reached,
    people_otherwise,
    -- Where no more people reached it than would have anyway, there is no cost of one more.
    case
        when people_reached > people_otherwise
        then {{ ratio("program_cost + partner_cost + participant_cost", "people_reached - people_otherwise") }}
    end as value,
    case
        when most > people_otherwise
        then {{ ratio("program_cost + partner_cost + participant_cost", "most - people_otherwise") }}
    end as lower,
    case
        when fewest > people_otherwise
        then {{ ratio("program_cost + partner_cost + participant_cost", "fewest - people_otherwise") }}
    end as upper,
    source
from every_kind
