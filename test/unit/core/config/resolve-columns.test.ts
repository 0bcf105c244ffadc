import { resolveTableOptions } from '../../../../lambdas/core/config/resolve-table-options';
import { pipelineOf } from './pipeline-of';

const resolve = (lines: string) => {
  const { columns, from } = resolveTableOptions(pipelineOf(lines), { schema: 'public', name: 'users' });
  return { columns, from };
};

describe('the columns of a table', () => {
  it('keep the PII lists of the pipeline and of globs when the table includes columns', () => {
    const lines = `
columns: {exclude: [note], hash: [email], drop: [ssn]}
tables:
  'public.*': {columns: {hash: [phone], drop: [iban]}}
  public.users: {columns: {include: [id, email, ssn]}}`;
    expect(resolve(lines)).toEqual({
      columns: { include: ['id', 'email', 'ssn'], hash: ['phone', 'email'], drop: ['iban', 'ssn'] },
      from: {
        columns: 'public.users',
        'columns.hash': ['public.*', 'pipeline'],
        'columns.drop': ['public.*', 'pipeline'],
      },
    });
  });

  it('keep include and exclude of wider entries where a closer one has PII lists alone', () => {
    const lines = 'columns: {exclude: [note]}\ntables: {public.users: {columns: {hash: [email]}}}';
    expect(resolve(lines)).toEqual({
      columns: { exclude: ['note'], hash: ['email'], mustExist: ['email'] },
      from: { columns: 'pipeline', 'columns.hash': ['public.users'] },
    });
  });

  it('take include and exclude as one from the closest entry, an empty one included', () => {
    expect(
      resolve("columns: {exclude: [a]}\ntables: {'public.*': {columns: {include: [b]}}, public.users: {columns: {}}}"),
    ).toEqual({ columns: {}, from: { columns: 'public.users' } });
  });

  it('drop what one entry hashes and another drops', () => {
    expect(resolve('columns: {hash: [Ssn, email]}\ntables: {public.users: {columns: {drop: [ssn]}}}')).toEqual({
      columns: { hash: ['email'], drop: ['ssn'], mustExist: ['ssn'] },
      from: { 'columns.hash': ['pipeline'], 'columns.drop': ['public.users'] },
    });
  });

  it('tell names apart by case where the database does', () => {
    const lines =
      'caseSensitiveIdentifiers: true\ncolumns: {hash: [Ssn]}\ntables: {public.users: {columns: {drop: [ssn]}}}';
    expect(resolve(lines).columns).toEqual({ hash: ['Ssn'], drop: ['ssn'], mustExist: ['ssn'] });
  });
});
