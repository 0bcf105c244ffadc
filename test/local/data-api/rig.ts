import { RedshiftDataClient, type RedshiftDataClientConfig } from '@aws-sdk/client-redshift-data';
import { VirtualClock } from '../../../local/clock';
import { type DataApi, type DataApiOptions, startDataApi } from '../../../local/data-api/start-data-api';
import { type StubAnswers, StubEngine } from '../../support/stub-engine';

/** A server on a virtual clock, and unmodified SDK clients for it. */
export interface Rig {
  api: DataApi;
  engine: StubEngine;
  clock: VirtualClock;
  client: RedshiftDataClient;
  clientAs(accessKeyId: string): RedshiftDataClient;
  /** Runs calls as a handler would: marked busy on the clock. */
  busy<T>(work: () => Promise<T>): Promise<T>;
  /** A request off the SDK's beaten track. */
  post(
    operation: string,
    input: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

const UNLIMITED = { callsPerSecond: { other: 1_000_000 } };

export async function startRig(answers: StubAnswers = {}, options: Partial<DataApiOptions> = {}): Promise<Rig> {
  const engine = new StubEngine(answers);
  const clock = new VirtualClock();
  const limits = { ...UNLIMITED, ...options.limits };
  const api = await startDataApi({ engine, clock, ...options, limits });
  const clients: RedshiftDataClient[] = [];
  const clientAs = (accessKeyId: string) => {
    const config: RedshiftDataClientConfig = {
      endpoint: api.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey: 'secret' },
      maxAttempts: 1,
    };
    const client = new RedshiftDataClient(config);
    clients.push(client);
    return client;
  };
  return {
    api,
    engine,
    clock,
    client: clientAs('AKIALOCAL'),
    clientAs,
    busy: (work) => clock.busy(work),
    post: async (operation, input, headers = {}) => {
      const response = await fetch(api.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `RedshiftData.${operation}`,
          authorization: 'AWS4-HMAC-SHA256 Credential=AKIALOCAL/20260105/eu-west-1/redshift-data/aws4_request',
          ...headers,
        },
        body: typeof input === 'string' ? input : JSON.stringify(input),
      });
      const text = await response.text();
      return { status: response.status, text, body: JSON.parse(text) };
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await api.close();
    },
  };
}

/** Where the tests run their statements. */
export const TARGET = { WorkgroupName: 'warehouse', Database: 'dev' };
