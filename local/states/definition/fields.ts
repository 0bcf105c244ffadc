import { InvalidDefinition, NotSupportedLocally } from '../errors';
import { isObject } from '../json';
import { compileTemplate, type Template } from '../jsonata/template';
import type { ParseContext } from './parse-context';
import type { Effects } from './state';

const JSONPATH_ONLY = new Set(
  `InputPath OutputPath ResultPath Parameters ResultSelector Result ItemsPath SecondsPath TimestampPath ErrorPath
   CausePath TimeoutSecondsPath HeartbeatSecondsPath MaxConcurrencyPath ToleratedFailureCountPath
   ToleratedFailurePercentagePath MaxItemsPath MaxItemsPerBatchPath MaxInputBytesPerBatchPath Variable Iterator`.split(
    /\s+/,
  ),
);

/** Reads the fields of one object of a definition and refuses those that nobody has read. */
export class Fields {
  private readonly read = new Set(['Comment']);
  private readonly raw: Record<string, unknown>;

  constructor(
    raw: unknown,
    /** Where the object stands: `States.Load.Retry[0]`. */
    readonly path: string,
    readonly context: ParseContext,
    /** What precedes field names in error causes: `Choices[1]/`. */
    private readonly prefix = '',
  ) {
    if (!isObject(raw)) throw new InvalidDefinition(path, 'must be an object');
    this.raw = raw;
  }

  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  value(key: string): unknown {
    this.read.add(key);
    return this.raw[key];
  }

  has(key: string): boolean {
    return this.raw[key] !== undefined;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'string') return value;
    throw new InvalidDefinition(this.at(key), 'must be a string');
  }

  requiredText(key: string): string {
    return this.text(key) ?? this.missing(key);
  }

  flag(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw new InvalidDefinition(this.at(key), 'must be true or false');
  }

  number(key: string, bounds: { min: number; max?: number; integer?: boolean }): number | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const { min, max = 99_999_999, integer = true } = bounds;
    const isValid = typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value));
    if (!isValid) {
      throw new InvalidDefinition(this.at(key), `must be ${integer ? 'an integer' : 'a number'} from ${min} to ${max}`);
    }
    return value;
  }

  /** One of the listed words. Others are refused as not supported, since AWS may know more of them. */
  word<W extends string>(key: string, words: readonly W[]): W | undefined {
    const text = this.text(key);
    if (text === undefined || (words as readonly string[]).includes(text)) return text as W | undefined;
    throw new NotSupportedLocally(this.at(key), `${JSON.stringify(text)} is not supported; use ${words.join(' or ')}`);
  }

  list(key: string): unknown[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw new InvalidDefinition(this.at(key), 'must be an array');
    return value;
  }

  object(key: string): Fields | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : new Fields(value, this.at(key), this.context, `${this.prefix}${key}/`);
  }

  template(key: string): Template | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return compileTemplate(value, `${this.prefix}${key}`, this.at(key), this.context.functions);
  }

  effects(): Effects {
    const assigned = this.value('Assign');
    if (assigned !== undefined && !isObject(assigned))
      throw new InvalidDefinition(this.at('Assign'), 'must be an object');
    for (const name of Object.keys(assigned ?? {})) this.context.checkVariable(name, this.at('Assign'));
    return { assign: this.template('Assign'), output: this.template('Output') };
  }

  missing(key: string): never {
    throw new InvalidDefinition(this.at(key), 'is required');
  }

  /** Refuses every field that was not read. */
  close(): void {
    for (const key of Object.keys(this.raw)) {
      if (this.read.has(key)) continue;
      const what = JSONPATH_ONLY.has(key)
        ? 'belongs to JSONPath; only JSONata states run locally'
        : 'is not a field that runs locally';
      throw new NotSupportedLocally(this.at(key), what);
    }
  }
}
