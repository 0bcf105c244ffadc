import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalStore } from '../../../local/s3/store';

let root: string;
let store: LocalStore;
const now = Date.UTC(2026, 0, 5, 3);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'store-'));
  store = new LocalStore(root, () => now);
  store.createBucket('lake');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the store in process', () => {
  it('puts, reads, lists and deletes without a server', async () => {
    async function* rows() {
      yield Buffer.from('one,');
      yield Buffer.from('two');
    }
    await store.put('lake', 'a/rows.csv', rows(), { headers: { 'content-type': 'text/csv' } });
    expect(readFileSync(store.pathOf('lake', 'a/rows.csv'), 'utf8')).toBe('one,two');
    const { objects } = await store.list('lake', { prefix: 'a/', maxKeys: 10 });
    expect(objects).toMatchObject([{ key: 'a/rows.csv', size: 7, lastModified: now }]);
    await store.delete('lake', 'a/rows.csv');
    expect(existsSync(join(root, 'lake/a'))).toBe(false);
  });

  it('moves a finished file in', async () => {
    const finished = join(root, 'finished.parquet');
    writeFileSync(finished, 'PAR1');
    await store.publishFile('lake', 'data/part-0.parquet', finished, { ifNoneMatch: '*' });
    expect(existsSync(finished)).toBe(false);
    expect(await store.head('lake', 'data/part-0.parquet')).toMatchObject({
      etag: createHash('md5').update('PAR1').digest('hex'),
      lastModified: now,
      size: 4,
    });
    writeFileSync(finished, 'PAR2');
    const again = store.publishFile('lake', 'data/part-0.parquet', finished, { ifNoneMatch: '*' });
    await expect(again).rejects.toMatchObject({ code: 'PreconditionFailed' });
    expect(existsSync(finished)).toBe(true);
  });

  it('stores nothing of a body that fails', async () => {
    async function* failing() {
      yield Buffer.from('half');
      throw new Error('source broke');
    }
    await expect(store.put('lake', 'k', failing())).rejects.toThrow('source broke');
    expect(await store.headIfAny('lake', 'k')).toBeUndefined();
  });

  it('gives a reader the object that it opened, whatever happens to the key', async () => {
    await store.put('lake', 'k', 'old');
    const object = await store.open('lake', 'k');
    await store.put('lake', 'k', 'newer');
    await store.delete('lake', 'k');
    expect(String(object.read())).toBe('old');
  });

  it('removes what a dead process left half written', () => {
    // No process has this id: it is above the largest that Linux and macOS give.
    const left = join(root, '.tmp', '99999999');
    mkdirSync(left);
    writeFileSync(join(left, 'half'), 'x');
    new LocalStore(root);
    expect(existsSync(left)).toBe(false);
  });

  it('takes an object without metadata when the metadata file is torn', async () => {
    await store.put('lake', 'k', 'v', { headers: { 'x-amz-meta-a': 'b' } });
    const [folder = ''] = readdirSync(join(root, '.meta/lake'));
    const [name = ''] = readdirSync(join(root, '.meta/lake', folder));
    writeFileSync(join(root, '.meta/lake', folder, name), '{"key"');
    const info = await store.head('lake', 'k');
    expect(info).toMatchObject({ etag: createHash('md5').update('v').digest('hex'), size: 1 });
    expect(info.headers).toBeUndefined();
  });
});
