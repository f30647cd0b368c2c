-- The tables of a released warehouse that the learning summary and the scorecards read, beside the agenda.
create schema agenda; create schema metrics; create schema data_quality;
create table metrics.metric_values(metric_id varchar, metric_version integer, metric_type varchar, partner_id
  varchar, sub_program_id varchar, area_id varchar, group_type varchar, group_value varchar, period_id
  varchar, period_type varchar, period_starts_on date, period_ends_on date, numerator decimal(18,2),
  denominator decimal(18,2), denominator_due decimal(18,2), value double, lower double, upper double, people
  bigint, partners_reported integer, partners_due integer, coverage double, figures_published integer,
  figures_due integer, baseline double, target double, progress double, input_batches varchar, status
  varchar);
create table metrics.metric_pace(metric_id varchar, metric_version integer, sub_program_id varchar, period_id
  varchar, is_complete boolean, baseline_period_id varchar, rests_on_period_id varchar, target_period_id
  varchar, numerator decimal(18,2), denominator decimal(18,2), people bigint, value double, baseline double,
  target double, line_value double, ahead_of_line double, periods_since integer, periods_left integer,
  pace_so_far double, pace_needed double, is_on_track boolean, standing varchar, status varchar);
create table metrics.like_for_like(metric_id varchar, metric_version integer, sub_program_id varchar,
  period_id varchar, period_type varchar, compared_periods integer, compared_from varchar, compared_to
  varchar, partners_in_line integer, partners varchar, numerator decimal(18,2), denominator decimal(18,2),
  people_above_line decimal(18,2), people_below_line decimal(18,2), people_not_above decimal(18,2), value
  double, lower double, upper double, all_partners_value double, all_partners_lower double, all_partners_upper
  double, status varchar);
create table metrics.leave_one_out(metric_id varchar, metric_version integer, sub_program_id varchar,
  period_id varchar, left_out_partner varchar, remaining_partners varchar, numerator decimal(18,2),
  denominator decimal(18,2), people_above_line decimal(18,2), people_below_line decimal(18,2),
  people_not_above decimal(18,2), value_without double, lower_without double, upper_without double,
  people_only_there decimal(18,2), value double, influence double, status varchar);
create table metrics.equity_gaps(metric_id varchar, metric_version integer, partner_id varchar, sub_program_id
  varchar, area_id varchar, group_type varchar, group_value varchar, period_id varchar, reference_group
  varchar, numerator decimal(18,2), denominator decimal(18,2), rate double, rate_lower double, rate_upper
  double, reference_numerator decimal(18,2), reference_denominator decimal(18,2), reference_rate double,
  reference_rate_lower double, reference_rate_upper double, gap double, gap_lower double, gap_upper double,
  ratio double, ratio_lower double, ratio_upper double, people_to_close double, people_to_close_lower double,
  people_to_close_upper double, status varchar);
create table metrics.forecast_scores(metric_id varchar, metric_version integer, sub_program_id varchar,
  period_id varchar, made_on date, data_version varchar, method varchar, points integer, periods_ahead
  integer, forecast double, forecast_lower double, forecast_upper double, actual double, error double, turn
  double, is_within_interval boolean, made_from varchar, status varchar);
create table metrics.cost_per_outcome(metric_id varchar, partner_id varchar, sub_program_id varchar, period_id
  varchar, cost_kind varchar, currency varchar, cost_basis varchar, program_cost decimal(18,2), partner_cost
  decimal(18,2), participant_cost decimal(18,2), people_reached decimal(18,2), people_otherwise decimal(18,2),
  value double, lower double, upper double, source varchar, status varchar);
create table data_quality.reporting(partner_id varchar, sub_program_id varchar, period_id varchar, due
  integer, reported integer);
create table data_quality.feed_status(partner_id varchar, partner_name varchar, feed_id varchar, record_type
  varchar, cadence varchar, status varchar, reason varchar, message varchar, in_force_batch_id varchar,
  is_stale boolean, columns_unknown integer, columns_missing integer, last_period_covered varchar, periods_due
  integer, periods_reported integer, is_late boolean, rows_in_force bigint, rows_received bigint,
  rows_accepted bigint, rows_quarantined bigint);
create table data_quality.definition_drift(metric_id varchar, metric_version integer, definition_id varchar,
  is_agreed boolean, definition varchar, parameters varchar, sub_program_id varchar, period_id varchar,
  partners_using integer, partners varchar, numerator decimal(18,2), denominator decimal(18,2), people bigint,
  value double, differs_by double);
create table data_quality.plan_progress(partner_id varchar, activity_id varchar, commitments integer, due
  integer, done integer, late integer, dropped integer, next_due_on date, metrics varchar, outcome varchar);
create table data_quality.rejections(partner_id varchar, feed_id varchar, rule_id varchar, column_name
  varchar, fix varchar, rows bigint);
create table data_quality.rejection_history(partner_id varchar, feed_id varchar, rule_id varchar, episode
  integer, opened_on date, closed_on date, closed_by varchar, is_open boolean, days_to_fix integer, batches
  integer, rows_at_most bigint, rows_at_last bigint);
create table data_quality.burden(partner_id varchar, feed_id varchar, record_type varchar, field varchar,
  asked_as varchar, kind varchar, times_a_year integer, answers_a_year bigint, seconds_per_answer double,
  minutes_a_year double, is_required boolean, is_in_kit boolean, is_used boolean, uses varchar, metrics
  varchar, report_parts varchar, funders varchar);
create table data_quality.burden_asked_twice(partner_id varchar, record_type varchar, field varchar,
  feeds_asking integer, feeds varchar, funders varchar, answers_a_year bigint, minutes_a_year double,
  minutes_saved double);
