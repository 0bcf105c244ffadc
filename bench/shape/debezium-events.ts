/** Lines of Debezium's events without schemas, as of a table of orders in PostgreSQL: mostly updates, of both images. */
export const debeziumLines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const row = (version: number) => ({
      id: i % 5_000,
      customer: `customer-${(i * 7) % 1_000}`,
      status: ['new', 'paid', 'sent', 'returned'][(i + version) % 4],
      amount: ((i * 37) % 100_000) / 100,
      currency: 'EUR',
      created_at: new Date(1_767_225_600_000 + (i % 5_000) * 1_000).toISOString(),
      updated_at: new Date(1_767_225_600_000 + i * 1_000 + version).toISOString(),
      is_gift: i % 7 === 0,
      address: { street: `Main Street ${i % 300}`, city: 'Zurich', zip: '8001' },
      note: i % 3 === 0 ? null : 'leave it with the neighbours "next door"',
      version,
    });
    const isUpdate = i % 4 !== 0;
    return JSON.stringify({
      before: isUpdate ? row(1) : null,
      after: row(2),
      op: isUpdate ? 'u' : 'c',
      ts_ms: 1_767_225_600_000 + i * 1_000,
      source: {
        version: '2.7.0.Final',
        connector: 'postgresql',
        name: 'shop',
        ts_ms: 1_767_225_600_000 + i * 1_000,
        snapshot: 'false',
        db: 'shop',
        schema: 'public',
        table: 'orders',
        txId: 7_000 + i,
        lsn: 23_000_000 + i * 64,
        xmin: null,
      },
    });
  });
