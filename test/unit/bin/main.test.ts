import { shuttle, temporaryFolder } from './command-line';

const local = { run: jest.fn(), serve: jest.fn() };
jest.mock('../../../local/main', () => local, { virtual: true });
beforeEach(() => jest.resetAllMocks());

const folder = temporaryFolder();
const NAMES = ['validate', 'plan', 'grants', 'run', 'look', 'serve'];

describe('help', () => {
  it.each([['help'], ['--help'], ['-h']])('%s lists the commands', async (word) => {
    const { code, out, err } = await shuttle(word);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const name of NAMES) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('no command is a wrong call, and shows the same', async () => {
    const { code, out, err } = await shuttle();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe((await shuttle('help')).out);
  });

  it.each(NAMES)('help %s and %s --help show its usage', async (name) => {
    const { code, out } = await shuttle('help', name);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: shuttle ${name}`);
    for (const flag of ['--help', '-h']) expect(await shuttle(name, flag)).toEqual({ code: 0, out, err: '' });
    expect(local.run).not.toHaveBeenCalled();
    expect(local.serve).not.toHaveBeenCalled();
  });
});

describe('a wrong call', () => {
  it.each([
    [['valdate'], 'there is no command "valdate": did you mean validate?', 'shuttle help shows the usage.'],
    [['help', 'xyz'], 'there is no command "xyz"', 'shuttle help shows the usage.'],
    [['validate', '--confg', 'x'], "Unknown option '--confg'", 'shuttle help validate shows the usage.'],
    [['validate', 'x.yaml'], "Unexpected argument 'x.yaml'", 'shuttle help validate shows the usage.'],
    [['plan', '-c'], 'argument missing', 'shuttle help plan shows the usage.'],
  ])('%j is told so, with exit code 2', async (args, message, hint) => {
    const { code, out, err } = await shuttle(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });
});

describe('the local environment', () => {
  it.each(['run', 'serve'] as const)('%s gets its arguments and gives the exit code', async (name) => {
    local[name].mockResolvedValue(7);
    expect(await shuttle(name, 'extract', '--seed', '1')).toEqual({ code: 7, out: '', err: '' });
    expect(local[name]).toHaveBeenCalledWith(['extract', '--seed', '1']);
  });

  it('fails without a stack', async () => {
    local.run.mockRejectedValue(new Error('the port is taken'));
    expect(await shuttle('run')).toEqual({ code: 1, out: '', err: 'shuttle: the port is taken' });
  });

  it('is told of options that it does not know', async () => {
    const { parseArgs } = jest.requireActual<typeof import('node:util')>('node:util');
    local.serve.mockImplementation(async (args: string[]) => void parseArgs({ args }));
    expect((await shuttle('serve', '--sed')).code).toBe(2);
  });
});

it('tells problems by the name of the error that documents know', async () => {
  const path = folder.write(
    'long.yaml',
    `stack: s
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract: [{name: lake, include: ['${'x'.repeat(200)}.*']}]`,
  );
  const { code, err } = await shuttle('grants', '-c', path);
  expect(code).toBe(1);
  expect(err).toBe('shuttle: identifier of 200 bytes: Redshift takes at most 127');
});
