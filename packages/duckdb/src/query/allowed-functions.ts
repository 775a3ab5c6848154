/**
 * What a query may call: functions of its arguments alone, without a file, a setting, a secret, a
 * random number or a clock. The clock is the evaluation's, in the table `evaluation`, so that the same
 * store gives the same members. Operators are functions to DuckDB's parser.
 */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = words(`
  + - * / // % || ~~ !~~ ~~* !~~* like_escape ilike_escape not_like_escape not_ilike_escape
  abs ceil ceiling floor round trunc sign sqrt ln log log10 log2 exp pow power greatest least mod
  lower upper trim ltrim rtrim length strlen substr substring left right
  contains starts_with ends_with prefix suffix replace split_part strpos concat
  list_contains list_has list_has_any list_has_all array_contains array_extract list_extract len list_value
  year quarter month week day hour minute second dayofweek isodow dayofyear
  date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub date_add age epoch epoch_ms
  make_date make_timestamp last_day timezone
  to_seconds to_minutes to_hours to_days to_weeks to_months to_years
  count count_star count_if sum avg mean min max median mode quantile_cont quantile_disc
  stddev stddev_samp stddev_pop var_samp var_pop variance corr
  arg_min arg_max min_by max_by bool_and bool_or coalesce ifnull nullif if
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`)

/** Bare words that DuckDB takes for a clock or a setting where no column has the name. */
export const BARE_FUNCTIONS: ReadonlySet<string> = words(`
  current_date current_time current_timestamp localtime localtimestamp get_current_time
  current_user session_user user current_role current_schema current_catalog current_database`)

function words(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/))
}
