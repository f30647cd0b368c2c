-- The tables of a released warehouse that the report reads.
create schema agenda; create schema metrics; create schema data_quality; create schema marts;
create table agenda.initiative(initiative_id varchar, name varchar, vision varchar, population_description varchar,
  population_size bigint, backbone_name varchar, is_sample boolean, as_of date, smallest_count integer);
create table agenda.partners(partner_id varchar, name varchar, sector varchar, about varchar,
  agreement_purpose varchar, agreement_expires_on date);
create table agenda.partner_sub_programs(partner_id varchar, sub_program_id varchar);
create table agenda.sub_programs(sub_program_id varchar, name varchar, description varchar, position integer);
create table agenda.areas(area_id varchar, name varchar, level varchar, parent_id varchar, population bigint,
  position integer);
create table agenda.groups(group_type varchar, group_type_name varchar, group_value varchar,
  group_value_name varchar, is_reference boolean, position integer);
create table agenda.periods(period_id varchar, period_type varchar, name varchar, starts_on date, ends_on date,
  start_count_on date, end_count_on date, due_on date, previous_period_id varchar, position integer);
create table agenda.metrics(metric_id varchar, metric_version integer, name varchar, definition varchar,
  metric_type varchar, counted varchar, unit varchar, direction varchar, accountability varchar,
  record_type varchar, source varchar, is_custom boolean, parameters varchar, position integer);
create table agenda.sub_program_metrics(sub_program_id varchar, metric_id varchar, position integer);
create table agenda.targets(metric_id varchar, sub_program_id varchar, baseline_period_id varchar,
  baseline_value double, target_period_id varchar, target_value double, source varchar);
create table agenda.outcomes(outcome_id varchar, name varchar, description varchar, level varchar, position integer);
create table agenda.outcome_metrics(outcome_id varchar, metric_id varchar);
create table agenda.sub_program_outcomes(sub_program_id varchar, outcome_id varchar);
create table agenda.metric_versions(metric_id varchar, metric_version integer, name varchar, definition varchar,
  is_in_force boolean, since date, until date);
create table agenda.activities(activity_id varchar, name varchar, description varchar);
create table agenda.outputs(output_id varchar, name varchar, metric_id varchar);
create table agenda.theory_links(from_id varchar, to_id varchar, assumption varchar, evidence varchar);
create table agenda.commitments(partner_id varchar, commitment_id varchar, activity_id varchar, what varchar,
  due_on date, status varchar);
create table agenda.funding(funding_id varchar, funder varchar, kind varchar, partner_id varchar,
  sub_program_id varchar, amount decimal(18, 2), currency varchar, starts_on date, ends_on date);
create table metrics.metric_values(metric_id varchar, metric_version integer, metric_type varchar,
  partner_id varchar, sub_program_id varchar, area_id varchar, group_type varchar, group_value varchar,
  period_id varchar, period_type varchar, period_starts_on date, period_ends_on date,
  numerator decimal(18, 2), denominator decimal(18, 2), denominator_due decimal(18, 2), value double, lower double, upper double, people bigint,
  partners_reported integer, partners_due integer, coverage double, figures_published integer,
  figures_due integer, baseline double, target double, progress double, input_batches varchar, status varchar);
create table metrics.equity_gaps(metric_id varchar, metric_version integer, partner_id varchar, sub_program_id
  varchar, area_id varchar, group_type varchar, group_value varchar, period_id varchar, reference_group varchar,
  numerator decimal(18,2), denominator decimal(18,2), rate double, rate_lower double, rate_upper double,
  reference_numerator decimal(18,2), reference_denominator decimal(18,2), reference_rate double,
  reference_rate_lower double, reference_rate_upper double, gap double, gap_lower double, gap_upper double, ratio
  double, ratio_lower double, ratio_upper double, people_to_close double, people_to_close_lower double,
  people_to_close_upper double, status varchar);
create table metrics.forecasts(metric_id varchar, metric_version integer, sub_program_id varchar, period_id
  varchar, period_type varchar, made_on date, method varchar, points integer, periods_ahead integer, forecast
  double, forecast_lower double, forecast_upper double, interval_from varchar, made_from varchar, status varchar);
create table metrics.metric_row_counts(metric_id varchar, partner_id varchar, sub_program_id varchar, period_id
  varchar, reason varchar, rows bigint, status varchar);
create table data_quality.reconciliation(partner_id varchar, feed_id varchar, record_type varchar, batch_id
  varchar, content_sha256 varchar, rows_received bigint, rows_accepted bigint, rows_quarantined bigint,
  rows_in_force bigint, rows_in_warehouse bigint, is_reconciled boolean);
create table data_quality.feed_status(partner_id varchar, partner_name varchar, feed_id varchar,
  record_type varchar, cadence varchar, status varchar, reason varchar, message varchar,
  in_force_batch_id varchar, is_stale boolean, columns_unknown integer, columns_missing integer,
  last_period_covered varchar, periods_due integer, periods_reported integer, is_late boolean,
  rows_in_force bigint, rows_received bigint, rows_accepted bigint, rows_quarantined bigint);
create table data_quality.rejections(partner_id varchar, feed_id varchar, rule_id varchar, column_name varchar,
  fix varchar, rows bigint);
create table data_quality.reporting(partner_id varchar, sub_program_id varchar, period_id varchar, due integer,
  reported integer);
create table data_quality.published_disagreements(partner_id varchar, metric_id varchar, sub_program_id varchar,
  area_id varchar, group_type varchar, group_value varchar, period_id varchar, compared varchar,
  part_kind varchar, part_label varchar, published_numerator decimal(18, 2),
  published_denominator decimal(18, 2), computed_numerator decimal(18, 2), computed_denominator decimal(18, 2),
  published_rate double, computed_rate double, figures_withheld integer);
