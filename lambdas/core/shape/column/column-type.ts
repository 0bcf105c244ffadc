import {
  formatRedshiftType,
  MAX_NUMERIC_PRECISION,
  MAX_NUMERIC_SCALE,
  MAX_VARBYTE_BYTES,
  MAX_VARCHAR_BYTES,
  parseRedshiftType,
  type RedshiftType,
} from '../../catalog/redshift-type';
import type { Value } from '../change';
import { type Facts, KIND, mergeFacts, noFacts } from './facts';
import { factsOfType } from './type-facts';
import { factsOfValue, type Inference } from './value-facts';

/** What is known of a column: what its source declares, and what its values look like. */
export interface ColumnProfile {
  declared: Facts;
  seen: Facts;
}

export const emptyProfile: ColumnProfile = { declared: noFacts, seen: noFacts };

/** Associative, commutative and idempotent: parts can be merged in any order, any number of times. */
export const mergeProfiles = (left: ColumnProfile, right: ColumnProfile): ColumnProfile => ({
  declared: mergeFacts(left.declared, right.declared),
  seen: mergeFacts(left.seen, right.seen),
});

/** A profile of one value. */
export const profileOfValue = (value: Value, inference: Inference): ColumnProfile => ({
  declared: noFacts,
  seen: factsOfValue(value, inference),
});

/**
 * A profile of a declared type, as Redshift's DDL spells it. Bare `varchar` and `varbyte` declare no length.
 * @throws TypeNotSupported
 */
export const profileOfType = (type: string): ColumnProfile => ({
  declared:
    type === 'varchar' || type === 'varbyte'
      ? { ...noFacts, kinds: KIND[type === 'varchar' ? 'text' : 'varbyte'] }
      : factsOfType(parseRedshiftType(type)),
  seen: noFacts,
});

/** Lengths of VARCHAR columns: wide enough that a column is widened seldom. VARBYTE goes one step further. */
const LENGTHS = [64, 256, 1_024, 4_096, 16_384, MAX_VARCHAR_BYTES];
/** Scales of columns whose numbers have decimals: NUMERIC cannot be widened later, so they get room on both sides. */
const SCALES = [6, 12, 18, 24, 30, MAX_NUMERIC_SCALE];

/** The type that holds every value of the profile; undefined where there is no value but NULL, and no declaration. */
export const columnType = ({ declared, seen }: ColumnProfile): RedshiftType | undefined => {
  if (declared.kinds === 0) return seen.kinds === 0 ? undefined : typeOf(seen, false, 0);
  return typeOf({ ...declared, bytes: Math.max(declared.bytes, seen.bytes) }, true, declared.bytes);
};

/** The type's DDL text, or undefined as columnType. */
export const columnTypeText = (profile: ColumnProfile): string | undefined => {
  const type = columnType(profile);
  return type === undefined ? undefined : formatRedshiftType(type);
};

const typeOf = (facts: Facts, isDeclared: boolean, declaredBytes: number): RedshiftType => {
  const text: RedshiftType = {
    base: 'varchar',
    length: lengthFor(facts.bytes, facts.kinds === KIND.text ? declaredBytes : 0, LENGTHS),
  };
  switch (facts.kinds) {
    case KIND.boolean:
      return { base: 'boolean' };
    case KIND.number:
      return numberType(facts, isDeclared) ?? text;
    case KIND.real:
      return { base: 'real' };
    case KIND.double:
    case KIND.double | KIND.real:
      return { base: 'double precision' };
    case KIND.number | KIND.real:
    case KIND.number | KIND.double:
    case KIND.number | KIND.real | KIND.double:
      return facts.inexact ? text : { base: 'double precision' };
    case KIND.date:
      return { base: 'date' };
    case KIND.timestamp:
    case KIND.timestamp | KIND.date:
      return { base: 'timestamp' };
    // A date or a time without a zone beside one with: which instant it is, nobody can tell.
    case KIND.timestamptz:
      return { base: 'timestamptz' };
    case KIND.time:
      return { base: 'time' };
    case KIND.timetz:
      return { base: 'timetz' };
    case KIND.geometry:
      return { base: 'geometry' };
    case KIND.varbyte:
      return {
        base: 'varbyte',
        length: lengthFor(facts.bytes / 2, declaredBytes / 2, [...LENGTHS, MAX_VARBYTE_BYTES]),
      };
    default:
      return facts.kinds & KIND.json ? { base: 'super' } : text;
  }
};

const numberType = ({ whole, scale, bits, inexact }: Facts, isDeclared: boolean): RedshiftType | undefined => {
  if (bits <= 64) {
    if (!isDeclared) return { base: 'bigint' };
    return { base: bits === 16 ? 'smallint' : bits === 32 ? 'integer' : 'bigint' };
  }
  const fits = whole + scale <= MAX_NUMERIC_PRECISION && scale <= MAX_NUMERIC_SCALE;
  if (fits && isDeclared) return { base: 'numeric', precision: Math.max(1, whole + scale), scale };
  if (fits) {
    const room = scale === 0 ? 0 : SCALES.find((step) => step >= scale && whole + step <= MAX_NUMERIC_PRECISION);
    return { base: 'numeric', precision: MAX_NUMERIC_PRECISION, scale: room ?? scale };
  }
  return inexact ? undefined : { base: 'double precision' };
};

/** The declared length where it is enough, else the next step; the last step at most. */
const lengthFor = (bytes: number, declared: number, steps: readonly number[]): number => {
  const last = steps[steps.length - 1] ?? MAX_VARCHAR_BYTES;
  if (declared >= bytes && declared >= 1) return Math.min(declared, last);
  return steps.find((step) => step >= bytes) ?? last;
};
