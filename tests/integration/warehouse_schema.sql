-- The tables that Python writes before dbt runs: the agenda, what was ingested, and the accepted rows.

create schema agenda;
create table agenda.initiative (
    initiative_id varchar,
    as_of date,
    smallest_count integer,
    population_size bigint
);
create table agenda.partners (
    partner_id varchar,
    name varchar,
    sector varchar,
    about varchar,
    agreement_purpose varchar,
    agreement_expires_on date,
    totals_only boolean
);
create table agenda.partner_sub_programs (
    partner_id varchar,
    sub_program_id varchar
);
create table agenda.sub_programs (
    sub_program_id varchar,
    name varchar,
    description varchar,
    position integer
);
create table agenda.areas (
    area_id varchar,
    name varchar,
    level varchar,
    parent_id varchar,
    population bigint,
    position integer
);
create table agenda.area_ancestors (
    area_id varchar,
    ancestor_id varchar
);
create table agenda.groups (
    group_type varchar,
    group_type_name varchar,
    group_value varchar,
    group_value_name varchar,
    is_reference boolean,
    is_overlapping boolean,
    contains varchar,
    is_band boolean,
    position integer
);
create table agenda.group_parts (
    group_type varchar,
    group_value varchar,
    part_value varchar
);
create table agenda.periods (
    period_id varchar,
    period_type varchar,
    name varchar,
    starts_on date,
    ends_on date,
    start_count_on date,
    end_count_on date,
    due_on date,
    previous_period_id varchar,
    position integer
);
create table agenda.metrics (
    metric_id varchar,
    metric_version integer,
    name varchar,
    definition varchar,
    metric_type varchar,
    counted varchar,
    unit varchar,
    direction varchar,
    accountability varchar,
    record_type varchar,
    source varchar,
    is_custom boolean,
    parameters varchar,
    fact varchar,
    counted_per varchar,
    split_by varchar,
    never_pooled varchar,
    bands varchar,
    position integer
);
create table agenda.metric_versions (
    metric_id varchar,
    metric_version integer,
    name varchar,
    definition varchar,
    is_in_force boolean,
    since date,
    until date
);
create table agenda.sub_program_metrics (
    sub_program_id varchar,
    metric_id varchar,
    position integer
);
create table agenda.targets (
    metric_id varchar,
    sub_program_id varchar,
    baseline_period_id varchar,
    baseline_value double,
    target_period_id varchar,
    target_value double,
    source varchar
);
create table agenda.feeds (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    sub_program_id varchar,
    connector varchar,
    cadence varchar
);
create table agenda.feed_metrics (
    partner_id varchar,
    feed_id varchar,
    sub_program_id varchar,
    metric_id varchar
);
create table agenda.expected_reports (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    period_id varchar,
    due_on date
);
create table agenda.outcomes (
    outcome_id varchar,
    name varchar,
    description varchar,
    level varchar,
    position integer
);
create table agenda.outputs (
    output_id varchar,
    name varchar,
    metric_id varchar
);
create table agenda.theory_links (
    from_id varchar,
    to_id varchar,
    assumption varchar,
    evidence varchar
);
create table agenda.outcome_metrics (
    outcome_id varchar,
    metric_id varchar
);
create table agenda.sub_program_outcomes (
    sub_program_id varchar,
    outcome_id varchar
);
create table agenda.commitments (
    partner_id varchar,
    commitment_id varchar,
    activity_id varchar,
    what varchar,
    due_on date,
    status varchar,
    cost decimal(18,2),
    currency varchar
);
create table agenda.funding (
    funding_id varchar,
    funder varchar,
    kind varchar,
    partner_id varchar,
    sub_program_id varchar,
    outcome_id varchar,
    commitment_id varchar,
    award_id varchar,
    amount decimal(18,2),
    currency varchar,
    interest_rate decimal(9,6),
    market_rate decimal(9,6),
    subsidy_amount decimal(18,2),
    starts_on date,
    ends_on date
);
create table agenda.costs (
    sub_program_id varchar,
    partner_id varchar,
    period_id varchar,
    amount decimal(18,2),
    currency varchar,
    source varchar
);
create table agenda.counterfactuals (
    metric_id varchar,
    sub_program_id varchar,
    period_id varchar,
    without_value double,
    partner_cost decimal(18,2),
    participant_cost decimal(18,2),
    currency varchar,
    source varchar
);
create table agenda.claims (
    partner_id varchar,
    metric_id varchar,
    sub_program_id varchar,
    period_id varchar,
    people bigint,
    evidence varchar
);
create table agenda.asked_fields (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    field varchar,
    asked_as varchar,
    kind varchar,
    counted_column varchar,
    times_a_year integer,
    seconds_per_answer double,
    is_required boolean,
    is_in_kit boolean
);
create table agenda.field_uses (
    partner_id varchar,
    feed_id varchar,
    field varchar,
    sub_program_id varchar,
    use_kind varchar,
    used_by varchar
);
create table agenda.feed_funders (
    partner_id varchar,
    feed_id varchar,
    funder varchar
);
create table agenda.definitions (
    metric_id varchar,
    definition_id varchar,
    is_agreed boolean,
    parameters varchar,
    definition varchar,
    position integer
);
create table agenda.definition_partners (
    metric_id varchar,
    definition_id varchar,
    sub_program_id varchar,
    partner_id varchar
);
create table agenda.mappings (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    column_name varchar,
    partner_columns varchar,
    reading varchar,
    words integer
);
create table agenda.mapping_words (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    column_name varchar,
    value varchar,
    word varchar
);

create schema ingest;
create table ingest.batches (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    batch_id varchar,
    content_sha256 varchar,
    rows_received bigint,
    rows_accepted bigint,
    rows_quarantined bigint,
    in_force boolean
);
create table ingest.feed_status (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    status varchar,
    reason varchar,
    message varchar,
    in_force_batch_id varchar,
    is_stale boolean,
    columns_unknown integer,
    columns_missing integer
);
create table ingest.rule_results (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    record_type varchar,
    rule_id varchar,
    column_name varchar,
    severity varchar,
    outcome varchar,
    violations bigint,
    rows_checked bigint,
    description varchar,
    fix varchar
);
create table ingest.batch_history (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    position integer,
    arrived_on date,
    record_type varchar,
    status varchar,
    rows_received bigint,
    rows_accepted bigint,
    rows_quarantined bigint
);
create table ingest.rejection_history (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    position integer,
    arrived_on date,
    rule_id varchar,
    outcome varchar,
    violations bigint
);
create table ingest.changes (
    partner_id varchar,
    feed_id varchar,
    record_type varchar,
    batch_id varchar,
    previous_batch_id varchar,
    measure varchar,
    column_name varchar,
    value_name varchar,
    previous_figure bigint,
    figure bigint,
    outcome varchar,
    message varchar
);
create table ingest.grant_changes (
    partner_id varchar,
    feed_id varchar,
    position integer,
    arrived_on date,
    batch_id varchar,
    previous_batch_id varchar,
    grant_id varchar,
    change varchar,
    columns_changed varchar,
    previous_amount decimal(18,2),
    amount decimal(18,2),
    currency varchar
);

create schema ledger;
create table ledger.frozen_forecasts (
    metric_id varchar,
    metric_version integer,
    sub_program_id varchar,
    period_id varchar,
    made_on date,
    method varchar,
    points integer,
    periods_ahead integer,
    forecast double,
    forecast_lower double,
    forecast_upper double,
    made_from varchar,
    data_version varchar
);
create table ledger.coming_periods (
    period_id varchar,
    period_type varchar,
    name varchar,
    starts_on date,
    ends_on date
);

create schema accepted;
create table accepted.enrolment (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    person_token varchar,
    local_token varchar,
    sub_program varchar,
    area varchar,
    start_date date,
    end_date date,
    race_ethnicity varchar,
    gender varchar,
    economically_disadvantaged varchar,
    disability varchar,
    english_learner varchar,
    grade_band varchar
);
create table accepted.service (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    person_token varchar,
    local_token varchar,
    sub_program varchar,
    area varchar,
    service_date date,
    service_type varchar,
    hours decimal(9,2),
    item_category varchar,
    quantity decimal(12,2),
    household_size integer
);
create table accepted.attendance (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    person_token varchar,
    local_token varchar,
    sub_program varchar,
    area varchar,
    setting varchar,
    month date,
    days_enrolled integer,
    days_absent integer
);
create table accepted.outcome (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    person_token varchar,
    local_token varchar,
    sub_program varchar,
    area varchar,
    outcome_type varchar,
    school_year varchar,
    outcome_date date,
    result varchar,
    instrument varchar,
    documented boolean
);
create table accepted.total (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    sub_program varchar,
    area varchar,
    metric varchar,
    group_type varchar,
    group_value varchar,
    period varchar,
    numerator decimal(18,2),
    denominator decimal(18,2),
    value_status varchar,
    row_role varchar,
    part_kind varchar,
    part_label varchar,
    published_rate double
);
create table accepted.funding (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    grant_id varchar,
    funder varchar,
    recipient varchar,
    recipient_id varchar,
    recipient_partner varchar,
    title varchar,
    kind varchar,
    award_id varchar,
    amount decimal(18,2),
    currency varchar,
    interest_rate decimal(9,6),
    market_rate decimal(9,6),
    subsidy_amount decimal(18,2),
    award_date date,
    planned_start date,
    planned_end date,
    planned_months decimal(9,2),
    sub_program varchar,
    outcome varchar
);
create table accepted.request (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    person_token varchar,
    local_token varchar,
    sub_program varchar,
    area varchar,
    request_date date,
    item_category varchar,
    quantity_requested decimal(12,2),
    quantity_delivered decimal(12,2),
    delivered_on date,
    status varchar,
    household_size integer,
    channel varchar
);
create table accepted.volunteering (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    person_token varchar,
    local_token varchar,
    sub_program varchar,
    area varchar,
    shift_date date,
    role varchar,
    hours_offered decimal(12,2),
    hours_given decimal(12,2),
    attended boolean
);
create table accepted.stock (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    sub_program varchar,
    area varchar,
    stock_date date,
    item_category varchar,
    item varchar,
    unit varchar,
    on_hand decimal(14,2),
    received decimal(14,2),
    issued decimal(14,2),
    requested decimal(14,2),
    days_out integer,
    counted_on date
);
create table accepted.capacity (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    sub_program varchar,
    area varchar,
    capacity_date date,
    capacity_type varchar,
    needed integer,
    offered integer,
    filled integer,
    hours_needed decimal(12,2),
    hours_given decimal(12,2),
    updated_on date
);
create table accepted.site (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    sub_program varchar,
    area varchar,
    site_id varchar,
    site_name varchar,
    street varchar,
    city varchar,
    postcode varchar,
    latitude decimal(9,6),
    longitude decimal(9,6),
    site_type varchar,
    open_hours varchar,
    opens_on date,
    closes_on date,
    accepts varchar
);

create schema sites;
create table sites.sites (
    site_key varchar,
    site_name varchar,
    street varchar,
    city varchar,
    postcode varchar,
    latitude decimal(9,6),
    longitude decimal(9,6),
    site_types varchar,
    area_id varchar,
    listings integer,
    partners integer,
    partner_ids varchar
);
create table sites.site_evidence (
    partner_id varchar,
    feed_id varchar,
    batch_id varchar,
    row_number bigint,
    site_key varchar,
    site_name varchar,
    street varchar,
    postcode varchar,
    rule varchar,
    score double,
    matched_partner_id varchar,
    matched_feed_id varchar,
    matched_row_number bigint
);
create table sites.sites_to_review (
    reason varchar,
    score double,
    one_site_key varchar,
    one_partner_id varchar,
    one_feed_id varchar,
    one_row_number bigint,
    one_name varchar,
    one_street varchar,
    other_site_key varchar,
    other_partner_id varchar,
    other_feed_id varchar,
    other_row_number bigint,
    other_name varchar,
    other_street varchar
);

create schema people;
create table people.person_keys (
    partner_id varchar,
    local_token varchar,
    person_token varchar,
    person_key varchar,
    person_key_strict varchar,
    person_key_loose varchar,
    household_key varchar
);
create table people.to_review (
    person_key varchar,
    reason varchar,
    partners varchar,
    partner_count integer,
    records integer,
    people integer
);
