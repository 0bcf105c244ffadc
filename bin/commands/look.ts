import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LookError } from '../../local/look/look-error';
import { type Command, CommandFailed, OK, UsageError } from './command';

const MAX_ROWS = 10_000;
const STATE = '.shuttle';

export const look: Command = {
  name: 'look',
  summary: 'Show a table that a local run has extracted, or with --database one that it has loaded',
  usage: `look <schema.table> [--database <name>] [--limit <n>] [--sql <query>] [--pipeline <name>]
                    [--root <folder>] [--warehouse <folder>]

  -d, --database <name>     the table as it was loaded into this database; without it, as it was extracted
      --limit <n>           rows to show (default 10)
      --sql <query>         show the answer to this query instead. Of a loaded table it is Redshift's SQL. Of an
                            extracted one it is DuckDB's: the table is the view t, its rows before they are folded
                            by key are t_rows.
  -p, --pipeline <name>     name or prefix/name, needed where several pipelines have extracted the table
      --root <folder>       folder of the local S3, for extracted tables (default ${STATE}/s3)
      --warehouse <folder>  folder of the local databases, for loaded tables (default ${STATE}/warehouse)`,
  async run(args, output) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      strict: true,
      options: {
        database: { type: 'string', short: 'd' },
        limit: { type: 'string' },
        pipeline: { type: 'string', short: 'p' },
        root: { type: 'string' },
        sql: { type: 'string' },
        warehouse: { type: 'string' },
      },
    });
    const [table, ...more] = positionals;
    if (table === undefined || more.length > 0) throw new UsageError('name one table, as schema.table');
    const { database, limit, sql } = values;
    const shown = { table, ...(limit !== undefined && { limit: rowCount(limit) }), ...(sql !== undefined && { sql }) };
    const show = database === undefined ? extracted(shown, values) : loaded({ ...shown, database }, values);
    try {
      output.out(await show(output.width));
    } catch (error) {
      if (error instanceof LookError) throw new CommandFailed(error.message);
      throw error;
    }
    return OK;
  },
};

/** What both kinds of tables are asked for. */
interface Shown {
  table: string;
  limit?: number;
  sql?: string;
}

interface Places {
  pipeline?: string | undefined;
  root?: string | undefined;
  warehouse?: string | undefined;
}

/** Shows for a terminal of this width. DuckDB is loaded only then: it takes longer than all else together. */
type Show = (width: number) => Promise<string>;

const extracted = (shown: Shown, { pipeline, root = join(STATE, 's3'), warehouse }: Places): Show => {
  if (warehouse !== undefined) throw new UsageError('--warehouse is for loaded tables: it stands with --database only');
  return async (width) => {
    const local = require('../../local/look') as typeof import('../../local/look');
    return local.renderLook(await local.look({ ...shown, root, ...(pipeline !== undefined && { pipeline }) }), width);
  };
};

const loaded = (
  shown: Shown & { database: string },
  { pipeline, root, warehouse = join(STATE, 'warehouse') }: Places,
): Show => {
  if (pipeline !== undefined || root !== undefined) {
    throw new UsageError('--pipeline and --root are for extracted tables: leave them away beside --database');
  }
  return async (width) => {
    const local = require('../../local/look-target') as typeof import('../../local/look-target');
    return local.renderTarget(await local.lookAtTarget({ ...shown, warehouse }), width);
  };
};

const rowCount = (text: string): number => {
  const count = Number(text);
  if (/^[0-9]+$/.test(text) && count >= 1 && count <= MAX_ROWS) return count;
  throw new UsageError(`--limit takes a whole number from 1 to ${MAX_ROWS}, not ${JSON.stringify(text)}`);
};
