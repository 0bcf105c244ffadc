import fc from 'fast-check';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import type { TableOptions } from '../../lambdas/core/config/table-options';
import { folded, type LakeRow, liveRows, readLake, sorted, sourceValue } from './model-lake';
import { BASE, ROOT } from './model-pipeline';
import { runPipeline } from './model-run';
import type { ModelWorld } from './model-world';

/** What is done in one transaction: a new order with its items, one more item, an order with all that belongs to it. */
export type ShopWrite = { do: 'order'; items: number } | { do: 'item'; pick: number } | { do: 'cancel'; pick: number };

/** `meanwhile`: what others write before the batch's n-th statement, counted from its last and round again. */
export type ShopStep =
  | ShopWrite
  | { do: 'run'; meanwhile: { before: number; write: ShopWrite }[]; dieAt: number | null };

export interface ShopConfig {
  detect: boolean;
  /** Items are read in full each time. */
  fullItems: boolean;
  fullRefreshEvery: number;
}

const pick = fc.nat(100);
const write: fc.Arbitrary<ShopWrite> = fc.oneof(
  fc.record({ do: fc.constant('order' as const), items: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('item' as const), pick }),
  fc.record({ do: fc.constant('cancel' as const), pick }),
);

export const shopHistories: fc.Arbitrary<{ config: ShopConfig; steps: ShopStep[] }> = fc.record({
  config: fc.record({
    detect: fc.boolean(),
    fullItems: fc.constantFrom(false, false, true),
    fullRefreshEvery: fc.constantFrom(500, 500, 2),
  }),
  steps: fc.array(
    fc.oneof(
      { weight: 2, arbitrary: write },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('run' as const),
          meanwhile: fc.array(fc.record({ before: fc.nat(30), write }), { maxLength: 4 }),
          dieAt: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(60) }),
        }),
      },
    ),
    { minLength: 3, maxLength: 14, size: 'max' },
  ),
});

const TABLES = {
  orders: ['id', 'k', 'lines'],
  items: ['id', 'order_id', 'k'],
} as const;
type TableName = keyof typeof TABLES;
type Shop = Record<TableName, LakeRow[]>;

let shops = 0;

/** Orders and their items: whoever sees an order sees as many items as it says it has. */
export class ModelShop {
  private readonly schemaless: Record<TableName, string>;
  private readonly orders = new Map<number, number>();
  private next = 0;
  private seen: Shop | undefined;

  private constructor(
    private readonly world: ModelWorld,
    private readonly config: ShopConfig,
  ) {
    shops++;
    this.schemaless = { orders: `orders${shops}`, items: `items${shops}` };
  }

  static async history(world: ModelWorld, config: ShopConfig, steps: readonly ShopStep[]): Promise<void> {
    await world.clear();
    const shop = new ModelShop(world, config);
    const names = Object.entries(shop.schemaless) as [TableName, string][];
    for (const [table, name] of names) {
      await world.sql(`CREATE TABLE public.${name} (${TABLES[table].map((column) => `${column} bigint`).join(', ')})`);
    }
    try {
      const last = { do: 'run', meanwhile: [], dieAt: null } as const;
      for (const step of [...steps, last]) {
        if (step.do === 'run') await shop.run(step.meanwhile, step.dieAt);
        else await shop.write(step);
      }
    } finally {
      for (const [, name] of names) await world.sql(`DROP TABLE public.${name}`);
    }
  }

  private async write(write: ShopWrite): Promise<void> {
    const { orders, items } = this.schemaless;
    const ids = [...this.orders.keys()];
    const id = write.do === 'order' ? ++this.next : ids[write.pick % Math.max(1, ids.length)];
    if (id === undefined) return;
    const key = ++this.next;
    const insertItem = () => `INSERT INTO public.${items} VALUES (${++this.next}, ${id}, ${key})`;
    const statements: string[] = [];
    if (write.do === 'order') {
      this.orders.set(id, write.items);
      statements.push(`INSERT INTO public.${orders} VALUES (${id}, ${key}, ${write.items})`);
      for (let i = 0; i < write.items; i++) statements.push(insertItem());
    } else if (write.do === 'item') {
      const lines = (this.orders.get(id) ?? 0) + 1;
      this.orders.set(id, lines);
      statements.push(insertItem(), `UPDATE public.${orders} SET lines = ${lines}, k = ${key} WHERE id = ${id}`);
    } else if (this.config.detect) {
      this.orders.delete(id);
      statements.push(
        `DELETE FROM public.${items} WHERE order_id = ${id}`,
        `DELETE FROM public.${orders} WHERE id = ${id}`,
      );
    }
    await this.world.sql('BEGIN', ...statements, 'COMMIT');
  }

  private async run(meanwhile: readonly { before: number; write: ShopWrite }[], dieAt: number | null): Promise<void> {
    const { world } = this;
    let snapshot: Shop | undefined;
    world.api.between = async (index, sql) => {
      for (const { before, write } of meanwhile) if (before % 12 === index) await this.write(write);
      // The first statement that reads begins the snapshot.
      if (!/^SET /i.test(sql)) snapshot ??= await this.source();
    };
    world.now += 1000;
    world.live(dieAt ?? undefined);
    const tables = (Object.keys(TABLES) as TableName[]).map((table) => ({
      name: this.schemaless[table],
      columns: TABLES[table].map((name) => ({ name, type: 'bigint' })),
    }));
    const ended = await runPipeline(world, { pipeline: this.pipeline(), tables });
    world.api.between = async () => undefined;
    const lake = await this.lake();
    if (lake) expectWhole(lake);
    if (!ended.died) {
      expect(ended.units.map(({ error }) => error)).toEqual([undefined]);
      this.seen = snapshot;
    } else if (snapshot && lake && JSON.stringify(lake) === JSON.stringify(texts(snapshot))) {
      this.seen = snapshot;
    }
    expect(lake).toEqual(this.seen && texts(this.seen));
  }

  private pipeline(): ExtractPipeline {
    const { detect, fullItems, fullRefreshEvery } = this.config;
    const common: TableOptions = { primaryKey: ['id'], ...(detect && { deletes: 'detect', maxDeletes: 1 }) };
    const incremental: TableOptions = { ...common, mode: 'incremental', replicationKey: 'k', fullRefreshEvery };
    const { orders, items } = this.schemaless;
    const entry = (name: string, options: TableOptions) => ({ pattern: `public.${name}`, isGlob: false, options });
    return {
      ...BASE,
      consistentGroups: [{ name: 'shop', tables: [`public.${orders}`, `public.${items}`] }],
      tables: [entry(orders, incremental), entry(items, fullItems ? { ...common, mode: 'full' } : incremental)],
    };
  }

  private async source(): Promise<Shop> {
    const read = async (table: TableName): Promise<LakeRow[]> => {
      const names = TABLES[table];
      const rows = await this.world.rows(`SELECT ${names.join(', ')} FROM public.${this.schemaless[table]}`);
      return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, sourceValue('bigint', row[i])])));
    };
    return { orders: await read('orders'), items: await read('items') };
  }

  /** What a reader finds, going from the group's current.json. */
  private async lake(): Promise<Record<TableName, string[]> | undefined> {
    const found = await Promise.all(
      (Object.keys(TABLES) as TableName[]).map((table) =>
        readLake(this.world.s3, ROOT, this.schemaless[table], 'shop'),
      ),
    );
    const [orders, items] = found;
    if (!orders || !items) {
      expect(found).toEqual([undefined, undefined]);
      return undefined;
    }
    const rows = (lake: typeof orders) =>
      lake.checkpoint.mode === 'full' ? liveRows(lake) : [...folded(lake, ['id']).values()].flat();
    return texts({ orders: rows(orders), items: rows(items) });
  }
}

const texts = ({ orders, items }: Shop): Record<TableName, string[]> => ({
  orders: sorted(orders),
  items: sorted(items),
});

/** Every order is there with all its items, and no item without its order. */
const expectWhole = ({ orders, items }: Record<TableName, string[]>): void => {
  const counted = new Map<string, number>();
  for (const { order_id: id } of items.map((text): LakeRow => JSON.parse(text))) {
    counted.set(id ?? '', (counted.get(id ?? '') ?? 0) + 1);
  }
  const said = new Map(
    orders.map((text): LakeRow => JSON.parse(text)).map(({ id, lines }) => [id ?? '', Number(lines)]),
  );
  expect(counted).toEqual(said);
};
