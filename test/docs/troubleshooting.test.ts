import { errorClasses } from '../../lambdas/core/errors';
import { headings, readPage, section } from './markdown';

const page = readPage('docs/troubleshooting.md');
const titles = headings(page).map(({ text }) => text);

const ACTIONS = [
  'redshift-data:ExecuteStatement',
  'redshift-data:DescribeStatement',
  'redshift-serverless:GetCredentials',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  'secretsmanager:GetSecretValue',
  'S3 access by the UNLOAD role',
  'kms',
];
const SITUATIONS = ['Timeout', 'Table not found', 'Disk full', 'Throttling', 'Redrive', 'Stale lock'];

describe('docs/troubleshooting.md', () => {
  it.each(Object.keys(errorClasses))('%s has symptom, cause and fix', (name) => {
    const text = section(page, name);
    expect(text).toContain('- **Symptom.** ');
    expect(text).toContain('- **Cause.** ');
    expect(text).toContain('- **Fix.** ');
  });

  it('explains no error that does not exist', () => {
    const known = new Set(Object.keys(errorClasses));
    const named = titles.filter((title) => /^([A-Z][a-z]+){2,}$/.test(title) && title !== 'AccessDenied');
    expect(named.filter((title) => !known.has(title))).toEqual([]);
    expect(named).toHaveLength(known.size);
  });

  it.each([...ACTIONS, ...SITUATIONS])('%s has an entry', (title) => {
    expect(section(page, title).split('\n').length).toBeGreaterThan(3);
  });
});
