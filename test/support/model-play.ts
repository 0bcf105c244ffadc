import type { Checkpoint, StoredKeySet } from '../../lambdas/core/progress/checkpoint';
import { expectNoStrays, expectStillThere } from './model-after-run';
import { type Expectation, expectSame } from './model-check';
import type { CHANGES, ModelConfig, ModelHistory, ModelStep } from './model-history';
import { KEY_KINDS } from './model-keys';
import { checkpointOf, type Lake, readFiles, readLake } from './model-lake';
import { hashedColumns, pipelineFor, ROOT, WHERE } from './model-pipeline';
import { type ModelRun, runPipeline } from './model-run';
import { highestOf, ModelSource, type SourceRow } from './model-source';
import type { ModelWorld } from './model-world';

let tables = 0;

/** Plays histories of one table: writes at the source, runs between them, and the comparison after each run. */
export class Play {
  /** After the last run. */
  private before: Lake | undefined;
  private isUncertain = false;
  private readonly identities = new Map<string, string | undefined>();
  /** What happened, for whoever reads a counterexample. */
  readonly log: string[] = [];
  /** Where the last run but the very last could have died. */
  points: readonly string[] = [];

  private constructor(
    private readonly world: ModelWorld,
    private config: ModelConfig,
    readonly source: ModelSource,
  ) {}

  static async history(world: ModelWorld, { config, steps }: ModelHistory): Promise<Play> {
    await world.clear();
    const kind = KEY_KINDS[config.key];
    if (!kind) throw new Error(`no key ${config.key}`);
    const source = await ModelSource.create(world, `t${++tables}`, kind);
    const play = new Play(world, config, source);
    try {
      for (const step of steps) await play.step(step);
      play.points = [...world.points];
      await play.step({ do: 'run', dieAt: null });
    } catch (error) {
      (error as Error).message = `${play.log.join('\n')}\n${(error as Error).message}`;
      throw error;
    } finally {
      await source.drop();
    }
    return play;
  }

  async step(step: ModelStep): Promise<void> {
    const { source, config } = this;
    this.log.push(JSON.stringify(step));
    switch (step.do) {
      case 'insert':
        return source.insert(this.newId(), source.keyAt(step.place, step.n));
      case 'double': {
        const row = this.row(step.pick);
        if (row && config.primaryKey) await source.insert(row.id, source.keyAt(step.place, step.n));
        return;
      }
      case 'move': {
        const row = this.writable(step.pick);
        if (row) await source.change(row, source.keyAt(step.place, step.n));
        return;
      }
      case 'edit': {
        const { open } = source;
        const row = open[step.pick % Math.max(1, open.length)];
        if (row) await source.change(row);
        return;
      }
      case 'delete': {
        const row = this.writable(step.pick);
        if (row) await source.delete(row);
        return;
      }
      case 'return': {
        const gone = [...source.left].filter((id) => !source.rows.some((row) => row.id === id));
        const id = gone[step.pick % Math.max(1, gone.length)];
        if (id !== undefined && config.primaryKey) await source.insert(id, source.keyAt(step.place, step.n));
        return;
      }
      case 'alter':
        return source.alter(step.how as 'add', step.n);
      case 'rebuild':
        if (source.reached === null) return;
        await source.rebuild(step.n);
        return this.run(null);
      case 'wait':
        this.world.now += step.n * (source.kind.type === 'date' ? 86_400_000 : 1000);
        return;
      case 'reconfigure':
        return this.reconfigure(step.what);
      case 'refresh':
        return this.run(step.dieAt, { fullRefresh: true }, step.chunks);
      case 'backfill':
        return this.backfill(step.n, step.dieAt);
      case 'repair':
        return this.repair(step.pick);
      case 'run':
        return this.run(step.dieAt, {}, step.chunks);
    }
  }

  private newId(): number {
    return 1 + Math.max(0, ...this.source.rows.map(({ id }) => id), ...this.source.left);
  }

  private row(pick: number): SourceRow | undefined {
    return this.source.rows[pick % Math.max(1, this.source.rows.length)];
  }

  /** Without a primary key, a row that was read for good must stay as it is. */
  private writable(pick: number): SourceRow | undefined {
    const rows = this.config.primaryKey ? this.source.rows : this.source.open;
    return rows[pick % Math.max(1, rows.length)];
  }

  private async reconfigure(what: (typeof CHANGES)[number]): Promise<void> {
    const { config, source } = this;
    switch (what) {
      case 'where':
      case 'hash':
      case 'full':
        this.config = { ...config, [what]: !config[what] };
        return;
      case 'hashKey':
      case 'detect':
        if (config.primaryKey) this.config = { ...config, [what]: !config[what] };
        return;
      case 'chunks':
        this.config = { ...config, chunkRows: config.chunkRows === 0 ? 2 : 0 };
        return;
      case 'method':
        this.config = { ...config, method: config.method === 'page' ? 'unload' : 'page' };
        return;
      case 'by':
        this.config = { ...config, by: config.by === 'k' ? 'k2' : 'k' };
        return;
      case 'lookback':
        if (source.kind.lookback) this.config = { ...config, lookback: (config.lookback + 2) % 3 };
        return;
      case 'primaryKey':
        // At once: rows that nothing tells apart must not be written as if a key did.
        this.config = { ...config, primaryKey: !config.primaryKey, detect: false, hashKey: false };
        return this.run(null);
    }
  }

  /** Reads a stretch around what is settled once more. Rows that have changed since the last run may be there or not. */
  private async backfill(n: number, dieAt: number | null): Promise<void> {
    const { source, config } = this;
    if (!config.primaryKey || config.full || source.settled === null) return;
    const { kind, settled } = source;
    const from = kind.text(settled - BigInt(n) * kind.step);
    const to = kind.text(settled + BigInt(n) * kind.step);
    const ended = await this.execute({ tables: [`public.${source.name}`], from, to }, dieAt);
    this.logEnd(ended);
    const refused = ended.units[0]?.error?.name;
    if (!ended.died && refused !== 'BackfillImpossible') expect(ended.units[0]?.error).toBeUndefined();
  }

  /** A row that was read for good changes in place, which a backfill of its key mends. */
  private async repair(pick: number): Promise<void> {
    const { source, config } = this;
    const closed = source.rows.filter((row) => !source.open.includes(row));
    const row = closed[pick % Math.max(1, closed.length)];
    if (!row || row.key === null || !config.primaryKey || config.full) return;
    await source.change(row);
    const at = source.kind.text(row.key);
    const ended = await this.execute({ tables: [`public.${source.name}`], from: at, to: at });
    this.logEnd(ended);
    if (ended.units[0]?.error?.name === 'BackfillImpossible') await this.run(null, { fullRefresh: true });
    else expect(ended.units[0]?.error).toBeUndefined();
  }

  private async execute(input: object, dieAt: number | null = null, maxChunks = 40): Promise<ModelRun> {
    const { config, source, world } = this;
    world.now += 1000;
    world.live(dieAt ?? undefined);
    return runPipeline(world, {
      pipeline: pipelineFor(config, source),
      tables: [source],
      input,
      maxChunks,
      ...(config.chunkRows > 0 && !config.full && { chunkRows: config.chunkRows }),
    });
  }

  private async run(dieAt: number | null, input: object = {}, maxChunks?: number): Promise<void> {
    const { source, world, config } = this;
    const checkpoint = this.checkpoint();
    const loading = checkpoint?.loading;
    const [liveKeys, loadingKeys] = [await this.keysOf(checkpoint?.keySet), await this.keysOf(loading?.keySet)];
    const ended = await this.execute(input, dieAt, maxChunks);
    const [unit] = ended.units;
    this.logEnd(ended);
    const kind = unit?.reads[0]?.kind;
    this.notePromise(ended);
    const limit = this.limit();
    const young = new Set(
      source.rows.filter(({ key }) => key !== null && limit !== undefined && key > limit).map(({ rid }) => String(rid)),
    );
    const lake = await readLake(world.s3, ROOT, source.name);
    if (ended.died || unit?.more) {
      const there = await source.expected(config.where ? WHERE : undefined);
      expectStillThere(
        this.before,
        lake,
        there.filter((row) => !young.has(row.rid ?? '')),
      );
      this.before = lake;
      return;
    }
    expect(unit?.error).toBeUndefined();
    if (!lake) throw new Error('nothing is committed');
    const rows = await source.expected(config.where ? WHERE : undefined, hashedColumns(config));
    const live = new Set(lake.checkpoint.batches.map(({ batchId }) => batchId));
    expectSame(lake, {
      config,
      source,
      rows,
      isYoung: (row) => young.has(row.rid ?? ''),
      isLoad: kind !== 'window' && lake.checkpoint.batches.every(({ runId }) => runId === ended.runId),
      keysBefore: loading?.batches.every(({ batchId }) => live.has(batchId)) ? loadingKeys : liveKeys,
      runId: ended.runId,
    });
    if (config.detect) this.noteIdentity(lake.checkpoint.keySet?.identity);
    if (source.settled !== null && !this.isUncertain) {
      expect(lake.checkpoint.watermark?.settled).toBe(source.kind.text(source.settled));
    }
    expectNoStrays(world, lake.checkpoint);
    this.before = lake;
  }

  /** Key sets are of one identity if they are of one filter and one spelling. */
  private noteIdentity(identity: string | undefined): void {
    const { where, hashKey } = this.config;
    const of = JSON.stringify({ where, hashKey });
    expect(this.identities.get(of) ?? identity).toBe(identity);
    this.identities.set(of, identity);
    expect(new Set(this.identities.values()).size).toBe(this.identities.size);
  }

  private logEnd({ died, units: [unit] }: ModelRun): void {
    const how = died
      ? `died at ${this.world.points.at(-1)}`
      : (unit?.error?.name ?? (unit?.more ? 'in part' : 'committed'));
    this.log.push(`  ${unit?.reads[0]?.kind}: ${unit?.reads[0]?.whyKind}: ${how}`);
  }

  private limit(): bigint | undefined {
    const { limit } = this.source.kind;
    return this.config.delay > 0 && limit && !this.config.full ? limit(this.world.now, this.config.delay) : undefined;
  }

  /**
   * What may be written from now on, by what the run has read. After one that did not end, nobody knows which of two
   * watermarks holds: the stricter of both counts.
   */
  private notePromise({ died, units: [unit] }: ModelRun): void {
    const read = unit?.reads[0];
    const { source, config } = this;
    const { step, value } = source.kind;
    const keys = source.visible(config.where, this.limit()).flatMap(({ key }) => (key === null ? [] : [key]));
    const high = highestOf(keys);
    const back = high === null ? [] : [high - BigInt(config.lookback) * step];
    const before = source.settled === null ? [] : [source.settled];
    const resumed = read?.resumes && typeof read.low === 'string' ? [value(read.low)] : [];
    const isPartial = died || unit?.more === true;
    if (isPartial) {
      source.settled = highestOf([...before, ...back]);
      source.reached = source.reached === null || (high !== null && high < source.reached) ? high : source.reached;
    } else {
      source.settled =
        read?.kind === 'snapshot' ? null : highestOf([...(read?.kind === 'load' ? resumed : before), ...back]);
      source.reached = high;
    }
    this.isUncertain = isPartial || (this.isUncertain && read?.kind === 'window');
  }

  private checkpoint(): Checkpoint | undefined {
    return checkpointOf(this.world.s3, ROOT, this.source.name);
  }

  private async keysOf(last: StoredKeySet | undefined): Promise<Expectation['keysBefore']> {
    return last && { identity: last.identity, rows: await readFiles(this.world.s3, last) };
  }
}
