import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../../..');

/** Files that may make SQL of text: each has checked or quoted the text itself. */
const ALLOWED = [
  'lambdas/core/sql/expression.ts',
  'lambdas/core/sql/identifier.ts',
  'lambdas/core/sql/literal.ts',
  'lambdas/core/sql/sql.ts',
  'lambdas/core/sql/unload.ts',
];

describe('Sql.trusted', () => {
  it('is called by these files only', () => {
    const callers = ['bin', 'lambdas', 'lib'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`)
        .filter((file) => /^(?=.*\bSql\b).*\btrusted\b/s.test(readFileSync(join(root, file), 'utf8'))),
    );
    expect(callers.sort()).toEqual(ALLOWED);
  });
});
