import type { LoadEnvironment } from './load-environment';
import { debeziumLines } from './loads-debezium';
import type { Mode } from './loads-expected';
import { changesOf, type Message, NAMES } from './loads-history';
import { expectNothingStaged, expectTarget, type PlayedTable } from './loads-play';

/** A small batch for a table of its own, which the load has to create, or to add a column to. */
export class DisturbedTable implements PlayedTable {
  readonly name: string;
  readonly columns = NAMES;
  readonly runs: PlayedTable['runs'] = [];

  constructor(
    readonly mode: Mode,
    private readonly number: number,
  ) {
    this.name = `${mode}.disturbed_${number}`;
  }

  /** Puts a file with the next changes. */
  async put(env: LoadEnvironment): Promise<void> {
    const first = this.runs.length * 10 + 1;
    const row = (id: string, v: string) => ({ id, v, n: '1', ...(first > 1 && { x: 'x' }) });
    const base = { absent: [], columns: NAMES, either: false };
    const at = (seq: number) => `2026-01-01 00:00:${String(seq).padStart(2, '0')}.000000`;
    const messages: Message[] = [
      { ...base, seq: first, at: at(first), kind: 'insert', row: row('1', `a${first}`) },
      { ...base, seq: first + 1, at: at(first + 1), kind: 'insert', row: row('2', `b${first}`) },
      { ...base, seq: first + 2, at: at(first + 2), kind: 'update', row: row('1', `c${first}`) },
      { ...base, seq: first + 3, at: at(first + 3), kind: 'delete', old: row('2', 'gone') },
    ];
    const debezium = {
      schema: this.mode,
      name: `disturbed_${this.number}`,
      flavour: 'bare' as const,
      keyed: this.mode !== 'merge',
      textFrom: 0,
    };
    const lines = messages.flatMap((message) => debeziumLines(debezium, message));
    await env.put(`m-cdc/disturbed/${this.number}-${first}.json`, `${lines.join('\n')}\n`);
    this.runs.push(messages.flatMap(changesOf));
  }

  /** All is in the target once, and nothing is owed. */
  async expectLoaded(env: LoadEnvironment): Promise<void> {
    await expectTarget(env, this);
    await expectNothingStaged(env, 'm-cdc');
  }
}
