import { checkColumnNames, controlTables, type OwnColumns } from '../../../../lambdas/core/load/control-tables';

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

  it.each(['shuttle_ledger_orders', 'Shuttle_stage'])('are no targets: %s', (table) => {
    expect(() => controlTables(table)).toThrow(expect.objectContaining({ name: 'NameCollision' }));
  });
});

describe('names of columns', () => {
  const history = { validFrom: 'since', validTo: 'valid_to', isCurrent: 'is_current' };
  it.each<[string[], Partial<OwnColumns>, string]>([
    [['id', 'shuttle_pos'], {}, '"shuttle_pos"'],
    [['id', 'Shuttle_Pos'], {}, '"Shuttle_Pos"'],
    [['valid_to', 'Since'], { writeMode: 'scd2' }, '"valid_to", "Since"'],
    [['id', 'gone'], { softDelete: 'gone' }, '"gone"'],
    [['id'], { softDelete: 'shuttle_op' }, '"shuttle_op"'],
    [['id'], { writeMode: 'scd2', history: { ...history, validTo: 'since' } }, '"since"'],
  ])('%j with %j collide', (names, more, message) => {
    expect(() => checkColumnNames(names, { writeMode: 'merge', history, ...more })).toThrow(`column ${message}: the`);
  });

  it('of a history are free elsewhere', () => {
    expect(() => checkColumnNames(['valid_to'], { writeMode: 'merge', history })).not.toThrow();
    expect(() => checkColumnNames(['valid_from'], { writeMode: 'scd2', history })).not.toThrow();
  });
});
