import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ObjectSource } from '../../../lambdas/clients/object-source';
import { runS3, stopAll } from '../../local/s3/running-s3';

const location = { bucket: 'lake', key: 'a b/größe.json' };
const content = Buffer.alloc(3_000_000, 'a line of some length\n');

const opened = async () => {
  const { client } = await runS3();
  await client.send(new CreateBucketCommand({ Bucket: 'lake' }));
  const put = () => client.send(new PutObjectCommand({ Bucket: 'lake', Key: location.key, Body: content }));
  const { ETag = '' } = await put();
  const version = { etag: ETag.replaceAll('"', ''), sizeBytes: content.length };
  return { client, source: new ObjectSource(client, location, version) };
};
const all = async (source: ObjectSource): Promise<Buffer> => {
  const chunks = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
};

describe('an unmodified client', () => {
  afterEach(stopAll);

  it('gives the object whole, and in parts', async () => {
    const { source } = await opened();
    expect((await all(source)).equals(content)).toBe(true);
    const part = await source.slice(1_000_000, 2_500_001);
    expect(Buffer.from(part).equals(content.subarray(1_000_000, 2_500_001))).toBe(true);
    for await (const chunk of source.chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await source.slice(0, 1)).byteLength).toBe(1);
  });

  it('tells another version, and none', async () => {
    const { client, source } = await opened();
    await client.send(new PutObjectCommand({ Bucket: 'lake', Key: location.key, Body: 'other' }));
    await expect(all(source)).rejects.toMatchObject({ name: 'ObjectChanged', change: 'changed' });
    await expect(source.slice(0, 5)).rejects.toMatchObject({ name: 'ObjectChanged', change: 'changed' });
    await client.send(new DeleteObjectCommand({ Bucket: 'lake', Key: location.key }));
    await expect(all(source)).rejects.toMatchObject({ name: 'ObjectChanged', change: 'gone' });
  });
});

it('a connection that breaks midway is an outage', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': content.length, etag: '"e"' });
    response.write(content.subarray(0, 100_000), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  const source = new ObjectSource(client, location, { etag: 'e', sizeBytes: content.length });
  await expect(all(source)).rejects.toMatchObject({ name: 'StorageUnavailable' });
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
