import { modelBroken, notSupportedLocally } from './errors';

/** A request's JSON. */
export type Input = Readonly<Record<string, unknown>>;

/** Names: https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html */
const MAX_NAME = 255;
const MAX_VALUE = 1024;

/** Refuses members that the operation would otherwise ignore. `CatalogId` may name the one catalog that there is. */
export function accept(input: Input, members: string): void {
  const known = new Set([...members.split(' '), 'CatalogId']);
  const stranger = Object.keys(input).find((key) => !known.has(key));
  if (stranger !== undefined) throw notSupportedLocally(stranger);
}

/** A name as it is stored: Glue folds it to lower case, and takes one line of 1 to 255 characters. */
export function nameIn(input: Input, member: string): string {
  return line(input[member], member, MAX_NAME).toLowerCase();
}

function line(value: unknown, member: string, max: number): string {
  if (typeof value !== 'string') throw modelBroken(member, 'Member must not be null');
  if (value.length === 0) throw modelBroken(member, 'Member must have length greater than or equal to 1');
  if (value.length > max) throw modelBroken(member, `Member must have length less than or equal to ${max}`);
  if (/[^\P{Cc}\t]/u.test(value)) throw modelBroken(member, 'Member must satisfy the single-line string pattern');
  return value;
}

/** An object; absent is refused. */
export function objectIn(input: Input, member: string): Input {
  const value = input[member];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Input;
  throw modelBroken(member, 'Member must not be null');
}

/** A list of at most `max` members; absent is refused. */
export function listIn(input: Input, member: string, max = Number.MAX_SAFE_INTEGER): readonly unknown[] {
  const value = input[member];
  if (!Array.isArray(value)) throw modelBroken(member, 'Member must not be null');
  if (value.length > max) throw modelBroken(member, `Member must have length less than or equal to ${max}`);
  return value;
}

/** The values of a partition. */
export const valuesIn = (input: Input, member: string): string[] =>
  listIn(input, member).map((value) => line(value, member, MAX_VALUE));

/** `TableInput`, checked as far as the product could get it wrong. */
export function tableInput(input: Input): Input {
  const table = objectIn(input, 'TableInput');
  accept(
    table,
    'Name Description Owner Retention StorageDescriptor PartitionKeys TableType Parameters ViewOriginalText ViewExpandedText',
  );
  nameIn(table, 'Name');
  checkStorage(table);
  checkColumns(table.PartitionKeys, 'partitionKeys');
  return table;
}

export function checkStorage(holder: Input): void {
  if (holder.StorageDescriptor === undefined) return;
  checkColumns(objectIn(holder, 'StorageDescriptor').Columns, 'columns');
}

function checkColumns(columns: unknown, member: string): void {
  if (columns === undefined) return;
  for (const column of listIn({ [member]: columns }, member) as Input[]) {
    line(column.Name, `${member}.member.name`, MAX_NAME);
    if (column.Type !== undefined) line(column.Type, `${member}.member.type`, 131_072);
    if (column.Comment !== undefined && column.Comment !== '') line(column.Comment, `${member}.member.comment`, 255);
  }
}

/** A page of a list; the token is the position of the next one. */
export function pageOf<T>(all: readonly T[], input: Input, largest: number): { items: T[]; NextToken?: string } {
  const token = input.NextToken === undefined ? '0' : String(input.NextToken);
  if (!/^\d+$/.test(token)) throw modelBroken('nextToken', 'Member must be a token that was given');
  const asked = input.MaxResults === undefined ? largest : Number(input.MaxResults);
  if (!(asked >= 1 && asked <= 1000)) throw modelBroken('maxResults', 'Member must be between 1 and 1000');
  const start = Number(token);
  const end = start + Math.min(asked, largest);
  return { items: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) };
}
