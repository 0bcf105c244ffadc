import { redshiftError } from '../errors';
import type { CopyCommand, CopyFormat } from './copy-command';
import type { Cursor } from './cursor';

const FORMATS = ['csv', 'json', 'parquet', 'orc', 'avro', 'fixedwidth', 'shapefile'];
const FLAGS = new Set([
  'manifest',
  'acceptanydate',
  'blanksasnull',
  'emptyasnull',
  'encrypted',
  'escape',
  'explicit_ids',
  'fillrecord',
  'ignoreallerrors',
  'ignoreblanklines',
  'noload',
  'removequotes',
  'roundec',
  'serializetojson',
  'ssh',
  'trimblanks',
  'truncatecolumns',
]);

/** COPY t [(columns)] FROM 's3://...' authorization [[FORMAT] [AS] format] [option ...], options in any order. */
export function parseCopy(c: Cursor): CopyCommand {
  c.expect('copy');
  const path = c.path();
  const columns = c.isSymbol('(') ? { columns: c.nameList() } : {};
  c.expect('from');
  const source = c.string();
  const copy: CopyCommand = {
    k: 'copy',
    path,
    ...columns,
    source,
    format: 'text',
    given: new Set(),
    ignoreHeader: 0,
    maxError: 0,
  };
  while (!c.atEnd() && !c.isSymbol(';')) parseOption(c, copy);
  return copy;
}

function parseOption(c: Cursor, copy: CopyCommand): void {
  if (c.peek().kind !== 'word') throw c.unexpected();
  const word = c.next().text;
  if (acceptFormat(c, copy, word) || acceptAuthorization(c, copy, word)) return;
  const name = word === 'null' ? 'NULL AS' : word.toUpperCase();
  if (copy.given.has(name)) throw redshiftError('conflicting or redundant options', '42601');
  copy.given.add(name);
  if (FLAGS.has(word)) return;
  switch (word) {
    case 'delimiter':
      copy.delimiter = argument(c);
      return;
    case 'quote':
      copy.quote = argument(c);
      return;
    case 'null':
      copy.nullAs = argument(c);
      return;
    case 'dateformat':
      copy.dateFormat = argument(c);
      return;
    case 'timeformat':
      copy.timeFormat = argument(c);
      return;
    case 'region':
    case 'master_symmetric_key':
      argument(c);
      return;
    case 'acceptinvchars': {
      const hasAs = c.accept('as');
      copy.invalidCharacter = hasAs || c.peek().kind === 'string' ? c.string() : '?';
      return;
    }
    case 'encoding':
      c.accept('as');
      copy.encoding = c.anyName();
      return;
    case 'ignoreheader':
      copy.ignoreHeader = count(c);
      return;
    case 'maxerror':
      copy.maxError = count(c);
      return;
    case 'comprows':
    case 'readratio':
      count(c);
      return;
    case 'compupdate':
      if (!c.accept('preset')) acceptSwitch(c);
      return;
    case 'statupdate':
      acceptSwitch(c);
      return;
    case 'gzip':
    case 'zstd':
    case 'bzip2':
    case 'lzop':
      copy.compression = word;
      return;
    default:
      throw redshiftError(`syntax error at or near "${word}"`, '42601');
  }
}

/** `FORMAT AS x` or the bare name; FORMAT DELIMITER is a text file's delimiter. */
function acceptFormat(c: Cursor, copy: CopyCommand, first: string): boolean {
  let word = first;
  if (word === 'format') {
    c.accept('as');
    if (c.isWord('delimiter')) return true;
    if (!c.isAnyWord(...FORMATS)) throw c.unexpected();
    word = c.next().text;
  }
  if (!FORMATS.includes(word)) return false;
  const format = word as CopyFormat;
  if (copy.format !== 'text') throw redshiftError('conflicting or redundant options', '42601');
  copy.format = format;
  if (format === 'json' || format === 'avro') {
    const hasAs = c.accept('as');
    if (hasAs || c.peek().kind === 'string') copy.json = c.string();
    else if (format === 'json') copy.json = 'auto';
  } else if (format === 'fixedwidth') argument(c);
  return true;
}

function acceptAuthorization(c: Cursor, copy: CopyCommand, word: string): boolean {
  switch (word) {
    case 'iam_role':
      copy.authorization = { k: 'iamRole', roles: c.accept('default') ? 'default' : c.string().split(',') };
      return true;
    case 'with':
      c.expect('credentials');
      argument(c);
      copy.authorization = { k: 'credentials' };
      return true;
    case 'credentials':
    case 'access_key_id':
    case 'secret_access_key':
    case 'session_token':
      argument(c);
      copy.authorization = { k: 'credentials' };
      return true;
    default:
      return false;
  }
}

function argument(c: Cursor): string {
  c.accept('as');
  return c.string();
}

function count(c: Cursor): number {
  c.accept('as');
  return c.integer();
}

function acceptSwitch(c: Cursor): void {
  if (!(c.accept('on') || c.accept('off') || c.accept('true'))) c.accept('false');
}
