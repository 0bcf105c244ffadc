import { checkColumnNames, controlTables } from '../../../../lambdas/core/load/control-tables';

describe('control tables', () => {
  it('are named after their target', () => {
    expect(controlTables('orders')).toEqual({
      ledger: 'shuttle_ledger_orders',
      positions: 'shuttle_positions_orders',
      tombstones: 'shuttle_tombstones_orders',
    });
  });

  it('have names that Redshift keeps, and none twice', () => {
    const long = ['é'.repeat(60), `${'é'.repeat(60)}x`, `${'é'.repeat(63)}`];
    const names = long.flatMap((table) => Object.values(controlTables(table)));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(127);
      expect(name).not.toContain('\uFFFD');
    }
    expect(controlTables(long[0] as string)).toEqual(controlTables(long[0] as string));
  });

  it('are no targets', () => {
    expect(() => controlTables('shuttle_ledger_orders')).toThrow(expect.objectContaining({ name: 'NameCollision' }));
  });
});

describe('names of columns', () => {
  it.each([
    [['id', 'shuttle_pos'], 'append', '"shuttle_pos"'],
    [['valid_to', 'is_current'], 'scd2', '"valid_to", "is_current"'],
  ])('%j of %s collide', (names, mode, message) => {
    expect(() => checkColumnNames(names, mode)).toThrow(message);
  });

  it('of a history are free elsewhere', () => {
    expect(() => checkColumnNames(['valid_from'], 'merge')).not.toThrow();
  });
});
