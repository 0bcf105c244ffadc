import { gunzipSync } from 'node:zlib';
import type { EnvironmentOptions } from '../../local/environment';
import type { FaultHook, S3Call } from '../../local/s3/faults';
import { type EndedLoad, LoadEnvironment } from './load-environment';

/** A load environment whose S3 may be made to misbehave, with looks at targets and quarantine. */
export class LoadBench {
  /** Sees every call to S3, and may change objects before it has its effect. */
  onCall: FaultHook = () => undefined;

  private constructor(readonly env: LoadEnvironment) {}

  /** @param options another stack than that of `assemblies/load.yaml`, for example */
  static async open(options: Partial<EnvironmentOptions> = {}): Promise<LoadBench> {
    const held: { bench?: LoadBench } = {};
    const s3Faults = (call: S3Call) => held.bench?.onCall(call);
    held.bench = new LoadBench(await LoadEnvironment.open({ s3Faults, ...options }));
    return held.bench;
  }

  /** Rows of a query in the target's database, values as text. */
  async rows(sql: string): Promise<(string | null)[][]> {
    const session = await this.env.e2e.warehouse.connect({ database: 'reports', dbUser: 'admin' });
    try {
      const { rows } = await session.execute(sql);
      const found: (string | null)[][] = [];
      for await (const row of rows) found.push(row.map(textOf));
      return found;
    } finally {
      await session.close();
    }
  }

  /** Type and value of each column of a query's only row. */
  async described(sql: string): Promise<Map<string, { type: string; value: string | null }>> {
    const session = await this.env.e2e.warehouse.connect({ database: 'reports', dbUser: 'admin' });
    try {
      const { columns, rows } = await session.execute(sql);
      const found = [];
      for await (const row of rows) found.push(row);
      const [only = []] = found;
      return new Map(columns.map(({ name, typeName }, n) => [name, { type: typeName, value: textOf(only[n]) }]));
    } finally {
      await session.close();
    }
  }

  /** Lines of the files below a place of a pipeline's quarantine, parsed. */
  async quarantined(pipeline: string, kind: 'rows' | 'poison' | 'refused'): Promise<Record<string, unknown>[]> {
    const { e2e } = this.env;
    const keys = await e2e.keys(`${e2e.root(pipeline)}quarantine/`);
    const lines: Record<string, unknown>[] = [];
    for (const key of keys.filter((one) => one.includes(`/${kind}/`))) {
      const bytes = await e2e.environment.s3.store.get(e2e.bucket, key);
      const text = (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      for (const line of text.split('\n').filter((one) => one !== '')) lines.push(JSON.parse(line));
    }
    return lines;
  }

  close(): Promise<void> {
    return this.env.close();
  }
}

/** How a run went for one table. */
export const tableOf = ({ report }: EndedLoad, table: string) => {
  const found = report.tables.find((one) => one.table === table);
  if (found) return found;
  throw new Error(`the report has no ${table}, but ${report.tables.map(({ table: name }) => name).join(', ')}`);
};

const textOf = (field: unknown): string | null => {
  if (field === null || field === undefined) return null;
  if (typeof field !== 'object') return String(field);
  const { isNull, longValue, doubleValue, stringValue, booleanValue } = field as Record<string, unknown>;
  return isNull === true ? null : String(longValue ?? doubleValue ?? stringValue ?? booleanValue);
};
