import { redshiftError } from '../errors';
import type { Cursor } from './cursor';
import type { UnloadCommand } from './unload-command';

/** UNLOAD ('select ...') TO 's3://...' authorization [option ...], options in any order. */
export function parseUnload(c: Cursor): UnloadCommand {
  c.expect('unload');
  c.expectSymbol('(');
  const select = c.string();
  c.expectSymbol(')');
  c.expect('to');
  const command: UnloadCommand = {
    k: 'unload',
    select,
    target: c.string(),
    format: 'text',
    manifest: false,
    manifestVerbose: false,
    header: false,
    addQuotes: false,
    escape: false,
    encrypted: false,
    encryptedAuto: false,
    partitionBy: [],
    partitionInclude: false,
    parallel: true,
    allowOverwrite: false,
    cleanPath: false,
  };
  while (!c.atEnd() && !c.isSymbol(';')) parseOption(c, command);
  return command;
}

function parseOption(c: Cursor, u: UnloadCommand): void {
  if (c.peek().kind !== 'word') throw c.unexpected();
  const word = c.next().text;
  switch (word) {
    case 'iam_role':
      u.authorization = { k: 'iamRole', roles: c.accept('default') ? 'default' : c.string().split(',') };
      return;
    case 'with':
      c.expect('credentials');
      c.accept('as');
      c.string();
      u.authorization = { k: 'credentials' };
      return;
    case 'credentials':
      c.accept('as');
      c.string();
      u.authorization = { k: 'credentials' };
      return;
    case 'access_key_id':
    case 'secret_access_key':
    case 'session_token':
      c.string();
      u.authorization = { k: 'credentials' };
      return;
    case 'format':
      c.accept('as');
      if (!c.isAnyWord('csv', 'json', 'parquet', 'text')) throw c.unexpected();
      u.format = c.next().text as 'csv';
      return;
    case 'csv':
    case 'json':
    case 'parquet':
      u.format = word;
      return;
    case 'manifest':
      u.manifest = true;
      u.manifestVerbose = c.accept('verbose');
      return;
    case 'header':
      u.header = true;
      return;
    case 'delimiter':
      c.accept('as');
      u.delimiter = c.string();
      return;
    case 'fixedwidth':
      c.accept('as');
      u.fixedWidth = c.string();
      return;
    case 'null':
      c.accept('as');
      u.nullAs = c.string();
      return;
    case 'addquotes':
      u.addQuotes = true;
      return;
    case 'escape':
      u.escape = true;
      return;
    case 'gzip':
    case 'zstd':
    case 'bzip2':
      u.compression = word;
      return;
    case 'encrypted':
      u.encrypted = true;
      u.encryptedAuto = c.accept('auto');
      return;
    case 'kms_key_id':
      c.accept('as');
      u.kmsKeyId = c.string();
      return;
    case 'partition':
      c.expect('by');
      u.partitionBy = c.nameList();
      u.partitionInclude = c.accept('include');
      return;
    case 'parallel':
      u.parallel = parseSwitch(c);
      return;
    case 'allowoverwrite':
      u.allowOverwrite = true;
      return;
    case 'cleanpath':
      u.cleanPath = true;
      return;
    case 'maxfilesize':
      c.accept('as');
      u.maxFileSizeBytes = parseSize(c);
      return;
    case 'rowgroupsize':
      c.accept('as');
      u.rowGroupSizeMb = parseSize(c) / 2 ** 20;
      return;
    case 'region':
      c.accept('as');
      u.region = c.string();
      return;
    case 'extension':
      u.extension = c.string();
      return;
    default:
      throw redshiftError(`syntax error at or near "${word}"`, '42601');
  }
}

/** A bare PARALLEL means ON. */
function parseSwitch(c: Cursor): boolean {
  if (c.accept('off') || c.accept('false')) return false;
  if (!c.accept('on')) c.accept('true');
  return true;
}

/** A number with MB (the default) or GB, in bytes. */
function parseSize(c: Cursor): number {
  const token = c.peek();
  if (token.kind !== 'number') throw c.unexpected();
  c.next();
  const unit = c.accept('gb') ? 2 ** 30 : 2 ** 20;
  c.accept('mb');
  return Number(token.text) * unit;
}
