import type { RedshiftType } from '../../catalog/redshift-type';
import { type Facts, KIND, noFacts } from './facts';

/** Digits that every double gives back. */
const DOUBLE_DIGITS = 15;

/** What a declared type tells of its column. Lengths of 0 mean that the source declares none. */
export const factsOfType = (type: RedshiftType): Facts => {
  switch (type.base) {
    case 'smallint':
      return integer(16, 5);
    case 'integer':
      return integer(32, 10);
    case 'bigint':
      return integer(64, 19);
    case 'oid':
      return integer(64, 10);
    case 'numeric': {
      const { precision, scale } = type;
      const inexact = precision > DOUBLE_DIGITS ? 1 : 0;
      return { kinds: KIND.number, whole: precision - scale, scale, bits: 128, inexact, bytes: precision + 3 };
    }
    case 'real':
    case 'double precision':
      return { ...noFacts, kinds: type.base === 'real' ? KIND.real : KIND.double, bytes: 24 };
    case 'boolean':
      return { ...noFacts, kinds: KIND.boolean, bytes: 5 };
    case 'date':
      return { ...noFacts, kinds: KIND.date, bytes: 10 };
    case 'timestamp':
      return { ...noFacts, kinds: KIND.timestamp, bytes: 26 };
    case 'timestamptz':
      return { ...noFacts, kinds: KIND.timestamptz, bytes: 32 };
    case 'time':
      return { ...noFacts, kinds: KIND.time, bytes: 15 };
    case 'timetz':
      return { ...noFacts, kinds: KIND.timetz, bytes: 21 };
    case 'super':
      return { ...noFacts, kinds: KIND.json };
    case 'geometry':
    case 'geography':
      return { ...noFacts, kinds: KIND.geometry };
    case 'varbyte':
      // As hexadecimal text, two characters a byte.
      return { ...noFacts, kinds: KIND.varbyte, bytes: 2 * type.length };
    case 'char':
    case 'varchar':
      return { ...noFacts, kinds: KIND.text, bytes: type.length };
    default:
      return { ...noFacts, kinds: KIND.text };
  }
};

const integer = (bits: number, whole: number): Facts => ({
  ...noFacts,
  kinds: KIND.number,
  whole,
  bits,
  inexact: bits === 64 ? 1 : 0,
  bytes: whole + 1,
});
