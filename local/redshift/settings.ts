import { notSupportedLocally, redshiftError } from './errors';

const DEFAULTS: Record<string, string> = {
  statement_timeout: '0',
  enable_case_sensitive_identifier: 'off',
  search_path: '$user, public',
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  query_group: 'unset',
  error_on_nondeterministic_update: 'false',
  application_name: '',
  client_encoding: 'UTF8',
  extra_float_digits: '0',
  enable_result_cache_for_session: 'on',
  json_parse_truncate_strings: 'off',
  json_parse_dedup_attributes: 'off',
  describe_field_name_in_uppercase: 'off',
  wlm_query_slot_count: '1',
  analyze_threshold_percent: '10',
  mv_enable_aqmv_for_session: 'on',
  default_super_lower_case: 'off',
};

/** Settings whose other values would change answers in ways the laptop does not know. */
const FIXED: Record<string, readonly string[]> = {
  intervalstyle: ['postgres'],
  datestyle: ['iso', 'iso, mdy', 'iso,mdy', 'iso, ymd', 'iso, dmy'],
  json_parse_truncate_strings: ['off', 'false'],
  json_parse_dedup_attributes: ['off', 'false'],
  describe_field_name_in_uppercase: ['off', 'false'],
  client_encoding: ['utf8', 'unicode', 'utf-8'],
};

/** One session's parameters: SET, RESET and SHOW. */
export class Settings {
  private readonly values = new Map<string, string>();

  constructor(private readonly user: string) {}

  get(name: string): string {
    const value = this.values.get(name) ?? DEFAULTS[name];
    if (value === undefined) throw redshiftError(`unrecognized configuration parameter "${name}"`, '42704');
    return value;
  }

  set(name: string, value: string): void {
    this.get(name);
    const allowed = FIXED[name];
    if (allowed && !allowed.includes(value.toLowerCase())) throw notSupportedLocally(`SET ${name} TO ${value}`);
    if (name === 'timezone') checkTimezone(value);
    if (name === 'statement_timeout' && !/^[0-9]+$/.test(value)) {
      throw redshiftError(`invalid value for parameter "statement_timeout": "${value}"`, '22023');
    }
    if (value.toLowerCase() === 'default') this.values.delete(name);
    else this.values.set(name, value);
  }

  reset(name: string): void {
    if (name === 'all') this.values.clear();
    else {
      this.get(name);
      this.values.delete(name);
    }
  }

  all(): [name: string, value: string][] {
    return Object.keys(DEFAULTS)
      .sort()
      .map((name) => [name, this.get(name)]);
  }

  get caseSensitive(): boolean {
    return ['on', 'true', '1', 'yes'].includes(this.get('enable_case_sensitive_identifier').toLowerCase());
  }

  /** Schemas of search_path in order, `$user` replaced. */
  get searchPath(): string[] {
    const names = this.get('search_path')
      .split(',')
      .map((name) => name.trim().replace(/^["']|["']$/g, ''));
    return names.filter((name) => name !== '').map((name) => (name === '$user' ? this.user : name));
  }

  /** Milliseconds; 0 is no limit. */
  get statementTimeout(): number {
    return Number(this.get('statement_timeout'));
  }

  snapshot(): Map<string, string> {
    return new Map(this.values);
  }

  restore(snapshot: ReadonlyMap<string, string>): void {
    this.values.clear();
    for (const [name, value] of snapshot) this.values.set(name, value);
  }
}

function checkTimezone(value: string): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: value });
  } catch {
    throw redshiftError(`invalid value for parameter "TimeZone": "${value}"`, '22023');
  }
}
