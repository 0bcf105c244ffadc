import type { Value } from '../change';
import { scalarText } from '../row';
import { RowFault } from '../row-fault';
import { instantOf } from '../time-text';

/** A member of the event's `source`, wherever the event keeps it. */
export type SourceField = (name: string) => Value | undefined;

/**
 * Where the change stands in the source's log, as text of fixed width. Every form is the same for the same change however
 * often it is read, and orders the changes of one row as the source made them. The connector's clock has no part in it.
 *
 * @throws RowFault where the source gives no position
 */
export const positionOf = (source: SourceField): string => {
  const connector = scalarText(source('connector')) ?? connectorOf(source);
  const position = Object.hasOwn(positions, connector) ? positions[connector] : undefined;
  return position === undefined ? timePosition(source) : position(source);
};

/** The source's time, `YYYY-MM-DD HH:MM:SS.ffffff`; null where it gives none (0 stands for that in old releases). */
export const sourceTime = (source: SourceField): string | null => {
  for (const [name, unitsPerSecond] of TIMES) {
    const text = scalarText(source(name));
    if (text !== undefined && /^[1-9]\d{0,18}$/.test(text)) return instantOf(BigInt(text), unitsPerSecond) ?? null;
  }
  return null;
};

const TIMES: readonly [name: string, unitsPerSecond: bigint][] = [
  ['ts_us', 1_000_000n],
  ['ts_ns', 1_000_000_000n],
  ['ts_ms', 1_000n],
];

/** Flattened events seldom name their connector: the fields of its log do. */
const connectorOf = (source: SourceField): string => {
  const has = (name: string) => scalarText(source(name)) !== undefined;
  if (has('lsn')) return 'postgresql';
  if (has('file') && has('pos')) return 'mysql';
  if (has('commit_lsn')) return 'sqlserver';
  if (has('scn')) return 'oracle';
  return has('ord') ? 'mongodb' : '';
};

/** The LSN of a row's changes grows with its history: the next writer of the row waits for the last one's commit. */
const postgresql = (source: SourceField): string => digits(source, 'lsn', 20);

/** The number of a binlog file has six digits only up to a million. A statement's rows share its position. */
const mysql = (source: SourceField): string => {
  const file = scalarText(source('file')) ?? '';
  const number = /\.(\d{1,10})$/.exec(file)?.[1];
  if (number === undefined) throw new RowFault('source.file is no binlog file');
  return number.padStart(10, '0') + digits(source, 'pos', 20) + digits(source, 'row', 10, '0');
};

/** A snapshot has no change_lsn: it comes before the changes of the transaction that it was taken in. */
const sqlserver = (source: SourceField): string =>
  hex(source, 'commit_lsn', 20) + hex(source, 'change_lsn', 20, '0') + digits(source, 'event_serial_no', 10, '0');

/** A snapshot, and XStream, have the SCN alone. Within a transaction the place in the redo log decides. */
const oracle = (source: SourceField): string => {
  const commit = scalarText(source('commit_scn')) === undefined ? 'scn' : 'commit_scn';
  return (
    digits(source, commit, 19) +
    digits(source, 'scn', 19) +
    hex(source, 'rs_id', 18, '0') +
    digits(source, 'ssn', 5, '0')
  );
};

/** The oplog's timestamp: seconds, and the number of the operation in its second. */
const mongodb = (source: SourceField): string =>
  digits(source, 'ts_ms', 20) + digits(source, 'ord', 10) + digits(source, 'tord', 10, '0');

const positions: Readonly<Record<string, (source: SourceField) => string>> = {
  postgresql,
  mysql,
  mariadb: mysql,
  sqlserver,
  db2: sqlserver,
  oracle,
  mongodb,
};

/** The last resort: changes of one row within the same tick have no order but that of their arrival. */
const timePosition = (source: SourceField): string => {
  const nanos = { ts_ns: '', ts_us: '000', ts_ms: '000000' };
  for (const [name, zeros] of Object.entries(nanos)) {
    const text = scalarText(source(name));
    if (text !== undefined && /^[1-9]\d*$/.test(text)) return padded(text + zeros, 20, name);
  }
  throw new RowFault('no position in the source: add its log position to the event (add.fields)');
};

const digits = (source: SourceField, name: string, width: number, absent?: string): string => {
  const text = scalarText(source(name)) ?? absent;
  if (text === undefined) throw new RowFault(`source.${name} is missing`);
  if (!/^\d+$/.test(text)) throw new RowFault(`source.${name} is no number`);
  return padded(text, width, name);
};

/** Hexadecimal numbers with `:` or `.` between parts of fixed width. */
const hex = (source: SourceField, name: string, width: number, absent?: string): string => {
  const text = scalarText(source(name))?.trim() ?? absent;
  if (text === undefined) throw new RowFault(`source.${name} is missing`);
  const number = text.toLowerCase().replace(/^0x/, '').replaceAll(/[:.]/g, '');
  if (!/^[0-9a-f]+$/.test(number)) throw new RowFault(`source.${name} is no number`);
  return padded(number, width, name);
};

const padded = (text: string, width: number, name: string): string => {
  if (text.length > width) throw new RowFault(`source.${name} is longer than ${width} digits`);
  return text.padStart(width, '0');
};
