import { notSupportedLocally, redshiftError } from '../../errors';
import { isText, VARBYTE, VARCHAR } from '../../types';
import type { Call, FunctionTable } from '../call';
import { toText } from '../cast';
import type { Compiled } from '../context';
import { argument } from './scalars';

/** Bytes to be hashed or printed: text counts as its UTF-8. */
const bytes = (arg: Compiled): string => (isText(arg.type) ? `encode(${arg.sql})` : arg.sql);

function format(call: Call): string {
  const name = argument(call, 1).literal?.toLowerCase();
  if (name === undefined) throw notSupportedLocally(`${call.name}() with a computed format`);
  if (name === 'hex' || name === 'base64' || name === 'utf8' || name === 'utf-8') return name.replace('-', '');
  throw redshiftError(`invalid format "${name}", supported formats are: hex, base64, binary, utf8`);
}

function toVarbyte(call: Call): Compiled {
  const source = argument(call, 0).sql;
  const sql = { hex: `unhex(${source})`, base64: `from_base64(${source})`, utf8: `encode(${source})` }[format(call)];
  return { sql: sql as string, type: VARBYTE };
}

function fromVarbyte(call: Call): Compiled {
  const source = argument(call, 0).sql;
  const sql = { hex: `lower(hex(${source}))`, base64: `to_base64(${source})`, utf8: `decode(${source})` }[format(call)];
  return { sql: sql as string, type: VARCHAR };
}

/** VARBYTE, hash and geometry functions. */
export const binaryFunction: FunctionTable = (call) => {
  switch (call.name) {
    case 'to_hex':
      return { sql: `lower(hex(${bytes(argument(call, 0))}))`, type: VARCHAR };
    case 'from_hex':
      return { sql: `unhex(${argument(call, 0).sql})`, type: VARBYTE };
    case 'to_varbyte':
      return toVarbyte(call);
    case 'from_varbyte':
      return fromVarbyte(call);
    case 'md5':
      return { sql: `md5(${bytes(argument(call, 0))})`, type: VARCHAR };
    case 'sha':
    case 'sha1':
    case 'func_sha1':
      return { sql: `sha1(${bytes(argument(call, 0))})`, type: VARCHAR };
    case 'sha2': {
      const width = argument(call, 1).sql;
      if (width !== '256' && width !== '0') throw notSupportedLocally('SHA2 with other than 256 bits');
      return { sql: `sha256(${bytes(argument(call, 0))})`, type: VARCHAR };
    }
    case 'st_asewkt':
    case 'st_astext':
      return { sql: `rs_${call.name}(${argument(call, 0).sql})`, type: VARCHAR };
    case 'st_asewkb':
    case 'st_ashexewkb':
      return { sql: `hex(${argument(call, 0).sql})`, type: VARCHAR };
    case 'st_geomfromtext':
    case 'st_geomfromewkt':
      return {
        sql: `rs_st_geomfromewkt(${toText(argument(call, 0))}, ${call.args[1]?.sql ?? '0'})`,
        type: { name: 'geometry' },
      };
    case 'st_geomfromewkb':
    case 'st_geomfromwkb':
      return { sql: `unhex(${toText(argument(call, 0))})`, type: { name: 'geometry' } };
    default:
      return undefined;
  }
};
