import { parseArgs } from 'node:util';
import { type Command, CommandFailed, OK, UsageError } from './command';

const MAX_ROWS = 10_000;

export const look: Command = {
  name: 'look',
  summary: 'Show the committed state of an extracted table from the files of a local run',
  usage: `look <schema.table> [--pipeline <name>] [--limit <n>] [--sql <query>] [--root <folder>]

  -p, --pipeline <name>   name or prefix/name, needed where several pipelines have the table
      --limit <n>         rows to show (default 10)
      --sql <query>       show the answer to this query instead; the table is the view t,
                          its rows before they are folded by key are t_rows
      --root <folder>     folder of the local S3 (default .shuttle/s3)`,
  async run(args, output) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      strict: true,
      options: {
        pipeline: { type: 'string', short: 'p' },
        limit: { type: 'string' },
        sql: { type: 'string' },
        root: { type: 'string', default: '.shuttle/s3' },
      },
    });
    const [table, ...more] = positionals;
    if (table === undefined || more.length > 0) throw new UsageError('name one table, as schema.table');
    const { limit, pipeline, sql, root } = values;
    const rows = limit === undefined ? undefined : rowCount(limit);

    // Only now: DuckDB takes longer to load than all else together.
    const local = require('../../local/look') as typeof import('../../local/look');
    try {
      const result = await local.look({
        root,
        table,
        ...(rows !== undefined && { limit: rows }),
        ...(pipeline !== undefined && { pipeline }),
        ...(sql !== undefined && { sql }),
      });
      output.out(local.renderLook(result, output.width));
    } catch (error) {
      if (error instanceof local.LookError) throw new CommandFailed(error.message);
      throw error;
    }
    return OK;
  },
};

const rowCount = (text: string): number => {
  const count = Number(text);
  if (/^[0-9]+$/.test(text) && count >= 1 && count <= MAX_ROWS) return count;
  throw new UsageError(`--limit takes a whole number from 1 to ${MAX_ROWS}, not ${JSON.stringify(text)}`);
};
