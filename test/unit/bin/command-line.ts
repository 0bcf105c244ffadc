import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../bin/commands/main';

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Runs one command line in this process, and keeps what it prints. */
export const shuttle = async (...args: string[]): Promise<Outcome> => {
  const printed = { out: [] as string[], err: [] as string[] };
  const code = await main(args, {
    out: (text) => void printed.out.push(text),
    err: (text) => void printed.err.push(text),
    width: 200,
  });
  return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
};

/** A folder for the tests of a file, gone after them. */
export const temporaryFolder = (): { path(name: string): string; write(name: string, text: string): string } => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shuttle-cli-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, text) => {
      writeFileSync(path(name), text);
      return path(name);
    },
  };
};

export const TWO_PIPELINES = `
stack: shuttle-test
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract:
  - name: lake
    schedule: rate(1 day)
    include: ['sales.*']
    exclude: ['*.tmp_*']
    statementTimeout: 90m
    columns: {exclude: [ssn]}
    where: id > 0
    tables:
      'sales.*': {limit: 100, method: unload}
      sales.flights: {as: raw.flights, verify: manifest}
      sales.off: {enabled: false}
      public.orders: {limit: 5}
  - name: finance
    enabled: false
    schedule: {expression: cron(0 3 * * ? *), timezone: Europe/Berlin}
    warehouse: {region: eu-west-1, database: prod, clusterIdentifier: c, dbUser: shuttle, iamRole: default}
    schemas: [ledger, tax]
    destination: {bucket: my-bucket, prefix: lake/finance}
`;
