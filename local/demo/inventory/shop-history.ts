import { type Random, seededRandom } from './random';
import { ShopLog } from './shop-log';
import {
  attributes,
  description,
  hundredths,
  newCustomer,
  newLine,
  newOrder,
  newProduct,
  newTag,
  timestampText,
} from './shop-rows';
import type { ShopRow, TableName } from './shop-tables';

/** How much there is of the shop. */
export interface ShopSize {
  /** What is there before its log begins. */
  customers: number;
  products: number;
  orders: number;
  /** Entries of the log behind the snapshot, in each half of the history. */
  entries: number;
  /** `flush.size` of the sink: messages an object. */
  flushSize: number;
}

/** The demo's shop. */
export const SHOP_SIZE: ShopSize = {
  customers: 5_000,
  products: 400,
  orders: 6_000,
  entries: 7_000,
  flushSize: 1_000,
};

const STATUSES = ['paid', 'packed', 'sent', 'returned'];

/** The shop's log, and where its second half begins. */
export interface ShopHistory {
  size: ShopSize;
  log: ShopLog;
  half: number;
}

/** What happened in the shop: the snapshot of what was there, and two halves of changes. The same in every run. */
export function shopHistory(size: ShopSize = SHOP_SIZE, seed = 20_260_301): ShopHistory {
  const shop = new Shop(seededRandom(seed));
  shop.snapshot(size);
  shop.trade(size.entries);
  const half = shop.log.entries.length;
  shop.addLoyalty();
  shop.trade(size.entries);
  return { size, log: shop.log, half };
}

class Shop {
  readonly log = new ShopLog();
  private readonly lastId: Record<'customers' | 'products' | 'orders', number> = {
    customers: 0,
    products: 0,
    orders: 0,
  };
  private edition = 1;
  private hasLoyalty = false;

  constructor(private readonly random: Random) {}

  snapshot({ customers, products, orders }: ShopSize): void {
    const { log, random } = this;
    for (let n = 0; n < customers; n++) log.read('customers', this.customer());
    for (let n = 0; n < products; n++) {
      const product = newProduct(this.newId('products'), random);
      log.read('products', product);
      log.read('price_tags', newTag(product, log.now()));
    }
    for (let n = 0; n < orders; n++) this.order((table, row) => log.read(table, row));
  }

  /** Does business until the log has so many entries more. */
  trade(entries: number): void {
    const end = this.log.entries.length + entries;
    const middle = end - entries / 2;
    let hasNewTags = false;
    while (this.log.entries.length < end) {
      this.log.begin();
      if (!hasNewTags && this.log.entries.length > middle) {
        this.printTags();
        hasNewTags = true;
      } else this.step(this.random.below(100));
    }
  }

  /** ALTER TABLE customers ADD COLUMN loyalty: the log has no entry of it, but the column in each row from now on. */
  addLoyalty(): void {
    this.hasLoyalty = true;
    const customers = this.log.rowsOf('customers');
    for (const [key, row] of customers) customers.set(key, { ...row, loyalty: null });
  }

  private step(dice: number): void {
    if (dice < 42) this.order((table, row) => this.log.insert(table, row));
    else if (dice < 66) this.log.update('orders', this.any('orders'), { status: this.random.one(STATUSES) });
    else if (dice < 78) this.changeCustomer();
    else if (dice < 83) this.log.insert('customers', this.customer());
    else if (dice < 91) this.changeProduct();
    else if (dice < 96) this.cancelOrder();
    else if (dice < 98) this.log.update('customers', this.any('customers'), { id: String(this.newId('customers')) });
    else if (dice < 99) this.log.delete('customers', this.any('customers'));
    else this.log.insert('products', newProduct(this.newId('products'), this.random));
  }

  private order(write: (table: TableName, row: ShopRow) => void): void {
    const id = this.newId('orders');
    const lines = Array.from({ length: 1 + this.random.below(3) }, (_, line) =>
      newLine(id, line + 1, this.anyKey('products'), this.random),
    );
    const total = lines.reduce(
      (sum, { price, quantity }) => sum + Math.round(Number(price) * 100) * Number(quantity),
      0,
    );
    write('orders', newOrder(id, [this.anyKey('customers')], total, this.log.now(), this.random));
    for (const line of lines) write('order_lines', line);
  }

  /** All of the order's lines go with it. */
  private cancelOrder(): void {
    const order = this.any('orders');
    const lines = this.log.rowsOf('order_lines');
    for (let line = 1; line <= 3; line++) {
      const found = lines.get(`${order.id}|${line}`);
      if (found) this.log.delete('order_lines', found);
    }
    this.log.delete('orders', order);
  }

  private changeCustomer(): void {
    const customer = this.any('customers');
    const changes = [
      { vip: 'true' },
      { credit: hundredths(this.random.below(500_000)) },
      { credit: null },
      { last_name: 'Wed' },
    ];
    const loyalty = this.hasLoyalty ? { loyalty: this.random.one(['silver', 'gold']) } : {};
    this.log.update('customers', customer, { ...this.random.one<ShopRow>(changes), ...loyalty });
  }

  private changeProduct(): void {
    const product = this.any('products');
    const updated_at = timestampText(this.log.now());
    if (this.random.below(4) === 0) {
      this.edition++;
      const text = this.random.below(10) === 0 ? null : description(Number(product.id), this.edition);
      this.log.update('products', product, { description: text, updated_at });
    } else {
      const changes = { price: hundredths(this.random.below(50_000)), attributes: attributes(this.random), updated_at };
      // NULL is in the log whatever the column's storage.
      this.log.update('products', product, changes, product.description === null ? [] : ['description']);
    }
  }

  private printTags(): void {
    this.log.truncate('price_tags');
    // Some products get no tag any more.
    for (const product of this.log.rowsOf('products').values()) {
      if (Number(product.id) % 7 !== this.edition % 7) this.log.insert('price_tags', newTag(product, this.log.now()));
    }
  }

  private customer(): ShopRow {
    const customer = newCustomer(this.newId('customers'), this.random);
    return this.hasLoyalty ? { ...customer, loyalty: null } : customer;
  }

  private newId(table: 'customers' | 'products' | 'orders'): number {
    return ++this.lastId[table];
  }

  /** A key that is in use: those that are not are few. */
  private anyKey(table: 'customers' | 'products' | 'orders'): string {
    const rows = this.log.rowsOf(table);
    for (;;) {
      const key = String(1 + this.random.below(this.lastId[table]));
      if (rows.has(key)) return key;
    }
  }

  private any(table: 'customers' | 'products' | 'orders'): ShopRow {
    return this.log.rowsOf(table).get(this.anyKey(table)) as ShopRow;
  }
}
