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
    hours decimal(9,2)
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
    title varchar,
    kind varchar,
    amount decimal(18,2),
    currency varchar,
    award_date date,
    planned_start date,
    planned_end date,
    sub_program varchar
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
