import { shuttle, TWO_PIPELINES, temporaryFolder } from './command-line';

const folder = temporaryFolder();

describe('shuttle grants', () => {
  it('prints the script with the names of the stack', async () => {
    const { code, out, err } = await shuttle('grants', '-c', folder.write('shuttle.yaml', TWO_PIPELINES));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchSnapshot();
  });

  it('prints the part of one pipeline, with the account', async () => {
    const path = folder.write('shuttle.yaml', TWO_PIPELINES);
    const { out } = await shuttle('grants', '-c', path, '-p', 'lake', '--account', '123456789012');
    expect(out).toContain('arn:aws:iam::123456789012:role/shuttle-test-eu-west-1-unload');
    expect(out).not.toContain('Cluster');
  });

  it('refuses what is no account', async () => {
    const path = folder.write('shuttle.yaml', TWO_PIPELINES);
    const { code, err } = await shuttle('grants', '-c', path, '--account', '12; rm');
    expect(code).toBe(2);
    expect(err).toContain('--account takes the 12 digits');
  });
});
