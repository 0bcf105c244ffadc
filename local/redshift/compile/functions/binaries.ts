import { notSupportedLocally, redshiftError } from '../../errors';
import { INT8, isText, type TypeName, VARBYTE, VARCHAR } from '../../types';
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

function sha2(call: Call): Compiled {
  const source = bytes(argument(call, 0));
  const bits = argument(call, 1).sql;
  if (bits === '256' || bits === '0') return { sql: `sha256(${source})`, type: VARCHAR };
  if (!['224', '384', '512'].includes(bits)) throw redshiftError(`invalid SHA2 digest length ${bits}`, '22023');
  return { sql: `rs_sha2(${source}, ${bits})`, type: VARCHAR };
}

const INTEGER_BYTES: Partial<Record<TypeName, number>> = { int2: 2, int4: 4, int8: 8 };

/** Hashes a value's binary form: its width counts. Those of other types than integers and text are not documented. */
function fnvHash(call: Call): Compiled {
  const value = argument(call, 0);
  const seed = call.args[1] ? `CAST(${call.args[1].sql} AS BIGINT)` : 'CAST(-3750763034362895579 AS BIGINT)';
  const width = value.type && INTEGER_BYTES[value.type.name];
  if (width !== undefined)
    return { sql: `rs_fnv_integer(rs_hashed(CAST(${value.sql} AS BIGINT)), ${width}, ${seed})`, type: INT8 };
  if (!isText(value.type) && value.type?.name !== 'varbyte')
    throw notSupportedLocally('FNV_HASH of other than text, bytes and integers');
  return { sql: `rs_fnv_bytes(rs_hashed(${bytes(value)}), ${seed})`, type: INT8 };
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
    case 'sha2':
      return sha2(call);
    case 'fnv_hash':
      return fnvHash(call);
    case 'strtol':
      if (argument(call, 1).sql !== '16') throw notSupportedLocally('STRTOL of other than base 16');
      return { sql: `CAST('0x' || ${toText(argument(call, 0))} AS BIGINT)`, type: INT8 };
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
