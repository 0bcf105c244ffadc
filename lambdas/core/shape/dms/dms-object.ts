/**
 * What the name of a DMS object tells: files of the full load are counted in hexadecimal, files of changes have the time
 * in their name, and so have files of transactions, which hold changes of many tables in the order of commits.
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html
 */
export interface DmsObject {
  kind: 'load' | 'changes' | 'transactions';
  /** Digits of fixed width that sort as the files of the kind do. */
  order: string;
}

const LOAD = /^LOAD([0-9A-F]{3,8})\./i;
const CHANGES = /^(\d{8})-(\d{6,12})\./;
const TRANSACTIONS = /^CDC_TXN-(\d{14,20})\./;
const TIME_DIGITS = 20;

/** By the last part of the key; undefined for other objects. */
export const dmsObject = (key: string): DmsObject | undefined => {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const load = LOAD.exec(name)?.[1];
  if (load !== undefined) return { kind: 'load', order: load.toLowerCase().padStart(8, '0') };
  const [changes, day = '', time = ''] = CHANGES.exec(name) ?? [];
  // Names differ in how fine their time is.
  if (changes !== undefined) return { kind: 'changes', order: (day + time).padEnd(TIME_DIGITS, '0') };
  const transactions = TRANSACTIONS.exec(name)?.[1];
  if (transactions === undefined) return undefined;
  return { kind: 'transactions', order: transactions.padEnd(TIME_DIGITS, '0') };
};
