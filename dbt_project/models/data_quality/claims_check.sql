with smallest as (

    select smallest_count from {{ source("agenda", "initiative") }}

),

-- The verdict stands in the release, where it must not tell of few people.
judged as (

    select
        claim.metric_id,
        claim.sub_program_id,
        claim.period_id,
        claim.partners_claiming,
        claim.people_claimed,
        case
            when claim.exceeds is null then 'not_evaluable'
            when
                claim.numerator < smallest.smallest_count
                or claim.denominator - claim.numerator < smallest.smallest_count
                then 'not_evaluable'
            when claim.exceeds then 'violated'
            else 'met'
        end as outcome
    from {{ ref("claimed_change") }} as claim
    cross join smallest

)

select
    *,
    case outcome
        when 'met' then 'The claims of all partners together stay within the change that happened.'
        when 'violated'
            then 'The claims of all partners together exceed the change that happened: agree on who contributed what.'
        else 'Nothing to hold the claims against: no figure, no baseline, or too few people.'
    end as description
from judged
