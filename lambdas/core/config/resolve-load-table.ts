import type { LoadPipeline } from './load-config';
import { LOAD_DEFAULTS } from './load-defaults';
import type {
  Evolve,
  HistoryColumns,
  LoadDeletes,
  LoadTableOptions,
  OnConflict,
  Truncates,
  WriteMode,
} from './load-table-options';
import { FROM_PIPELINE } from './resolve-table-options';
import type { TableName } from './table-name';
import { bySpecificity, parseTablePattern } from './table-pattern';

/** The options of one table of a load pipeline, every source considered. */
export interface ResolvedLoadTable {
  enabled: boolean;
  as?: string;
  /** `auto` is decided by `decideWrite`, once it is known which key the source tells. */
  writeMode: WriteMode;
  key?: string[];
  /** As asked for, or as the format has it; `decideWrite` says what the write mode makes of it. */
  deletes: LoadDeletes;
  truncates: Truncates;
  evolve: Evolve;
  onConflict: OnConflict;
  distKey?: string;
  sortKey?: string[];
  history: HistoryColumns;
  columns?: string[];
  columnTypes: Record<string, string>;
  /** Of events, which come again: a row is told by its key from those whose column is so close, see decideWrite. */
  dedupe?: { column: string; windowSeconds: number };
  /** Where each option comes from: the pattern under `tables`, or `pipeline`. A default that nobody set is absent. */
  from: { [option in keyof LoadTableOptions]?: string };
}

/**
 * Reads the options of tables: each option by itself comes from the closest pattern that sets it, as in an extract
 * pipeline; then from the pipeline. Letter case counts in quoted parts only.
 */
export const loadTableResolver = (pipeline: LoadPipeline): ((source: TableName) => ResolvedLoadTable) => {
  const entries = pipeline.tables
    .map(({ pattern, options }) => ({ pattern: parseTablePattern(pattern, 'quoted'), options }))
    .reverse()
    .sort((a, b) => bySpecificity(a.pattern, b.pattern));
  return (table) => {
    const sources = [
      ...entries
        .filter(({ pattern }) => pattern.matches(table))
        .map(({ pattern, options }) => ({ from: pattern.text, options })),
      { from: FROM_PIPELINE, options: pipeline.defaults },
    ];
    const from: Record<string, string> = {};
    const set: Record<string, unknown> = {};
    for (const source of sources) {
      for (const [option, value] of Object.entries(source.options)) {
        if (from[option] !== undefined || value === undefined) continue;
        from[option] = source.from;
        set[option] = value;
      }
    }
    return { ...withDefaults(set as LoadTableOptions, pipeline, table), from };
  };
};

/** The table whose rows are no events: what is known of each user. */
const USERS = 'users';
/** Columns that every event has. */
const EVENT = { id: 'id', time: 'received_at' };

const ofEvents = ({ source }: LoadPipeline, table: TableName): Partial<ResolvedLoadTable> => {
  if (source.format !== 'segment') return {};
  const { dedupeWindowSeconds: windowSeconds } = source;
  const layout = { distKey: EVENT.id, sortKey: [EVENT.time] };
  return table.name === USERS ? layout : { ...layout, dedupe: { column: EVENT.time, windowSeconds } };
};

const withDefaults = (
  set: LoadTableOptions,
  pipeline: LoadPipeline,
  table: TableName,
): Omit<ResolvedLoadTable, 'from'> => {
  const { source } = pipeline;
  const { writeMode, truncates, evolve, validFrom, validTo, isCurrent } = LOAD_DEFAULTS;
  const columns = set.columns ?? ('csv' in source ? source.csv?.columns : undefined);
  return {
    enabled: true,
    writeMode,
    deletes: source.format === 'rows' ? 'ignore' : 'apply',
    truncates,
    evolve,
    // A column for conflicts is a column that is added.
    onConflict: (set.evolve ?? evolve) === 'add' ? 'column' : 'quarantine',
    columnTypes: {},
    ...ofEvents(pipeline, table),
    ...set,
    ...(columns !== undefined && { columns }),
    history: { validFrom, validTo, isCurrent, ...set.history },
  };
};
