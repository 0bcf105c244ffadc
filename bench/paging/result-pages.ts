/** A result of the Data API, made up: column types by name, and what a value looks like on the wire. */
export interface ResultShape {
  name: string;
  types: Record<string, string>;
  /** The field of a column in a row, as JSON. */
  field(column: number, row: number): string;
}

const text = (value: string): string => `{"stringValue":${JSON.stringify(value)}}`;
const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Spreads row numbers, so that values differ and do not come in order. */
const mixed = (row: number, salt: number): number =>
  (Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(salt + 7, 0x85ebca6b)) >>> 0;

const timestamp = (row: number): string => {
  const at = new Date(1_600_000_000_000 + (mixed(row, 3) % 1e8) * 1_000).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 19)}.${pad(mixed(row, 4) % 1_000_000, 6)}`;
};

const orders: ResultShape = {
  name: 'orders, 8 columns',
  types: {
    id: 'bigint',
    quantity: 'integer',
    customer: 'varchar(40)',
    ordered_at: 'timestamp',
    weight: 'double precision',
    price: 'numeric(12,2)',
    paid: 'boolean',
    status: 'varchar(10)',
  },
  field(column, row) {
    switch (column) {
      case 0:
        return text(String(7_000_000_000 + row));
      case 1:
        return `{"longValue":${mixed(row, 1) % 100}}`;
      case 2:
        return text(`customer-${mixed(row, 2) % 5_000_000}@example.com`);
      case 3:
        return text(timestamp(row));
      case 4:
        return row % 10 === 0 ? '{"isNull":true}' : `{"doubleValue":${(mixed(row, 5) % 1e6) / 7}}`;
      case 5:
        return text(`${mixed(row, 6) % 100_000}.${pad(mixed(row, 7) % 100, 2)}`);
      case 6:
        return `{"booleanValue":${mixed(row, 8) % 3 === 0}}`;
      default:
        return text(['paid', 'open', 'void', 'refunded'][mixed(row, 9) % 4] ?? '');
    }
  },
};

const wide: ResultShape = {
  name: 'measures, 60 columns of numbers',
  types: Object.fromEntries(
    Array.from({ length: 60 }, (_column, i) => [`c${i}`, ['bigint', 'numeric(18,4)', 'double precision'][i % 3] ?? '']),
  ),
  field(column, row) {
    const n = mixed(row, column);
    if (n % 20 === 0) return '{"isNull":true}';
    if (column % 3 === 0) return text(String(n * 1_000_003));
    return column % 3 === 1 ? text(`${n}.${pad(n % 10_000, 4)}`) : `{"doubleValue":${n / 97}}`;
  },
};

const words = 'the quick brown fox jumps over a lazy dog während drei Käuzchen rufen 漢字 und 😀 lacht'.split(' ');
const notes: ResultShape = {
  name: 'notes, long text',
  types: { id: 'bigint', body: 'varchar(65535)', doc: 'super', day: 'date' },
  field(column, row) {
    if (column === 0) return text(String(row));
    if (column === 1)
      return text(Array.from({ length: 60 }, (_word, i) => words[mixed(row, i) % words.length]).join(' '));
    if (column === 2) return text(JSON.stringify({ row, tags: ['a', 'b'], score: mixed(row, 1) / 3 }));
    return text(timestamp(row).slice(0, 10));
  },
};

const big: ResultShape = {
  name: 'ledger, decimals of 38 digits',
  types: { id: 'bigint', amount: 'numeric(38,10)', rate: 'numeric(38,18)', balance: 'numeric(30,6)' },
  field(column, row) {
    const n = mixed(row, column);
    if (column === 0) return text(String(2n ** 62n + BigInt(row)));
    const scale = [10, 18, 6][column - 1] ?? 0;
    return text(`${n % 2 === 0 ? '-' : ''}${n}${pad(n % 1_000_000, 6)}.${pad(n, 10).repeat(2).slice(0, scale)}`);
  },
};

export const shapes: readonly ResultShape[] = [orders, wide, notes, big];

/** About what GetStatementResult gives at a time. */
export const PAGE_BYTES = 1024 * 1024;

/** The bodies of GetStatementResult, as they come over the wire, until `bytes` of them were given. */
export function* resultPages(shape: ResultShape, bytes: number): Generator<{ body: string; rows: number }> {
  const columns = Object.keys(shape.types).length;
  let given = 0;
  for (let row = 0; given < bytes; ) {
    const records: string[] = [];
    let size = 0;
    for (; size < PAGE_BYTES; row++) {
      const fields = Array.from({ length: columns }, (_field, column) => shape.field(column, row));
      const record = `[${fields.join(',')}]`;
      records.push(record);
      size += record.length + 1;
    }
    const body = `{"ColumnMetadata":[],"NextToken":"${'x'.repeat(200)}","Records":[${records.join(',')}],"TotalNumRows":-1}`;
    given += body.length;
    yield { body, rows: records.length };
  }
}
