import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { failureOf, runS3, stopAll } from './running-s3';

afterEach(stopAll);

describe('buckets', () => {
  it('are made, listed, located and deleted', async () => {
    const { client } = await runS3({ region: 'eu-central-1' });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' as const };
    await client.send(new CreateBucketCommand({ Bucket: 'two', CreateBucketConfiguration }));
    await client.send(new CreateBucketCommand({ Bucket: 'one' }));
    const again = client.send(new CreateBucketCommand({ Bucket: 'one' }));
    expect(await failureOf(again)).toBe('BucketAlreadyOwnedByYou 409');
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['one', 'two']);
    expect((await client.send(new HeadBucketCommand({ Bucket: 'one' }))).BucketRegion).toBe('eu-central-1');
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: 'one' }));
    expect(LocationConstraint).toBe('eu-central-1');
    await client.send(new PutObjectCommand({ Bucket: 'one', Key: 'a/b', Body: '' }));
    expect(await failureOf(client.send(new DeleteBucketCommand({ Bucket: 'one' })))).toBe('BucketNotEmpty 409');
    await client.send(new DeleteBucketCommand({ Bucket: 'two' }));
    expect(await failureOf(client.send(new HeadBucketCommand({ Bucket: 'two' })))).toBe('NotFound 404');
  });

  it('leave us-east-1 out of the location, as S3 does', async () => {
    const { client, store } = await runS3();
    store.createBucket('one');
    expect((await client.send(new GetBucketLocationCommand({ Bucket: 'one' }))).LocationConstraint).toBeUndefined();
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    const call = client.send(new CreateBucketCommand({ Bucket: 'far', CreateBucketConfiguration }));
    expect(await failureOf(call)).toBe('IllegalLocationConstraintException 400');
  });

  it.each(['ab', 'Upper', '.meta', 'a_b', 'a..b'])('refuse the name %s', async (Bucket) => {
    const { client } = await runS3();
    expect(await failureOf(client.send(new CreateBucketCommand({ Bucket })))).toBe('InvalidBucketName 400');
    expect(await failureOf(client.send(new ListObjectsV2Command({ Bucket })))).toBe('NoSuchBucket 404');
  });

  it('refuse by name what is not implemented', async () => {
    const { client, store } = await runS3();
    store.createBucket('one');
    const Bucket = 'one';
    expect(await failureOf(client.send(new GetBucketVersioningCommand({ Bucket })))).toBe('NotImplemented 501');
    expect(await failureOf(client.send(new GetBucketAclCommand({ Bucket })))).toBe('NotImplemented 501');
    const publicly = new PutObjectCommand({ Bucket, Key: 'k', Body: 'v', ACL: 'public-read' });
    expect(await failureOf(client.send(publicly))).toBe('NotImplemented 501');
  });
});
