with covering as (

    select partner_id, commitment_id, currency, sum(amount) as covered
    from {{ source("agenda", "funding") }}
    where commitment_id is not null and kind <> 'disbursement'
    group by partner_id, commitment_id, currency

)

select
    plan.partner_id,
    plan.commitment_id,
    plan.activity_id,
    plan.due_on,
    plan.status as plan_status,
    plan.currency,
    plan.cost,
    cast(coalesce(covering.covered, 0) as decimal(18, 2)) as covered,
    -- What was dropped needs no money.
    cast(
        case when plan.status = 'dropped' then 0 else greatest(plan.cost - coalesce(covering.covered, 0), 0) end
        as decimal(18, 2)
    ) as unfunded
from {{ source("agenda", "commitments") }} as plan
left join covering
    on
        plan.partner_id = covering.partner_id
        and plan.commitment_id = covering.commitment_id
        and plan.currency = covering.currency
where plan.cost is not null
