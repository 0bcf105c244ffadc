import type { DestinationName } from '../batch/object-keys';
import { formatTableName } from '../config/table-name';
import { CatalogNameInvalid, NameCollision } from '../errors';

/** Where the config names no template. */
export const DEFAULT_TABLE_NAME = '{schema}__{table}';

/** Glue: "must not be longer than 255 bytes" (https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html). */
export const MAX_NAME_BYTES = 255;

const PLACEHOLDER = /\{([^{}]*)\}/g;
const KNOWN = new Set(['schema', 'table']);

/** What is wrong with a template, or undefined. */
export const templateFault = (template: string): string | undefined => {
  const unknown = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) return `{${unknown[0]}} is no placeholder: there are {schema} and {table}`;
  if (/[{}]/.test(template.replaceAll(PLACEHOLDER, ''))) return 'a brace stands alone';
  if (!/[\p{L}\p{N}]/u.test(template)) return 'it names nothing';
  return undefined;
};

/**
 * A table's name in Glue: the template with the names of the destination, in lower case as Glue and Hive keep it, and `_`
 * for each character that is neither letter nor digit, which Athena and Spark would want quoted.
 *
 * @throws CatalogNameInvalid for a template with a fault, and for a name without letters or over 255 bytes
 */
export const glueTableName = (template: string, table: DestinationName): string => {
  const fault = templateFault(template);
  if (fault !== undefined) throw new CatalogNameInvalid(`catalog.tableName ${JSON.stringify(template)}: ${fault}`);
  const parts: Record<string, string> = { schema: table.schema, table: table.name };
  const name = template
    .replaceAll(PLACEHOLDER, (_, part: string) => parts[part] ?? '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}_]/gu, '_');
  const problem = /[\p{L}\p{N}]/u.test(name)
    ? Buffer.byteLength(name) > MAX_NAME_BYTES && `is longer than ${MAX_NAME_BYTES} bytes`
    : 'has no letter and no digit';
  if (!problem) return name;
  throw new CatalogNameInvalid(
    `the name of ${formatTableName(table.schema, table.name)} in the Glue Data Catalog, ${name}, ${problem}: give the ` +
      'table another name with `as`, or write another `catalog.tableName`',
  );
};

/**
 * The names of a run's tables in Glue, in their order.
 *
 * @throws NameCollision naming every pair; CatalogNameInvalid
 */
export const glueTableNames = (template: string, tables: readonly DestinationName[]): string[] => {
  const taken = new Map<string, DestinationName>();
  const lines: string[] = [];
  const names = tables.map((table) => {
    const name = glueTableName(template, table);
    const other = taken.get(name);
    if (other === undefined) taken.set(name, table);
    else lines.push(`  ${text(other)} and ${text(table)} would both be ${name}`);
    return name;
  });
  if (lines.length === 0) return names;
  throw new NameCollision(
    [
      'Two tables would have one name in the Glue Data Catalog; give one of them another with `as`, exclude it, or write ' +
        'another `catalog.tableName`:',
      ...lines,
    ].join('\n'),
  );
};

const text = ({ schema, name }: DestinationName): string => formatTableName(schema, name);
