import { notSupportedLocally } from '../../errors';
import { duckString } from '../../sql/string-literal';
import { BOOL, INT4, isInteger, isText, SUPER, VARCHAR } from '../../types';
import type { Call, FunctionTable } from '../call';
import { toText } from '../cast';
import type { Compiled } from '../context';
import { argument } from './scalars';

const text = (call: Call, index = 0): string => toText(argument(call, index));
const varchar = (sql: string): Compiled => ({ sql, type: VARCHAR });
const int4 = (sql: string): Compiled => ({ sql: `CAST(${sql} AS INTEGER)`, type: INT4 });
const rest = (call: Call): string =>
  call.args
    .slice(1)
    .map((arg) => `, ${arg.sql}`)
    .join('');

const TRIM: Record<string, string> = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' };

function substring(call: Call): Compiled {
  const source = argument(call, 0);
  if (source.type?.name === 'varbyte') throw notSupportedLocally('SUBSTRING of VARBYTE');
  const start = argument(call, 1).sql;
  const length = call.args[2]?.sql;
  // A start below 1 counts positions before the text: they use up the length.
  if (length === undefined) return varchar(`substr(${toText(source)}, greatest(${start}, 1))`);
  return varchar(`substr(${toText(source)}, greatest(${start}, 1), greatest(${length} + least(${start} - 1, 0), 0))`);
}

/** The JSONPath of JSON_EXTRACT_PATH_TEXT's keys. */
function extractPath(call: Call): Compiled {
  const keys = call.args.slice(1).filter((arg) => arg.type?.name !== 'bool');
  const path = keys.map((key) => `'."' || replace(${key.sql}, '"', '\\"') || '"'`).join(' || ');
  return varchar(`(json(${text(call)}) ->> ('$' || ${path || "''"}))`);
}

/** Text and JSON functions. LEN counts characters, not bytes. */
export const textFunction: FunctionTable = (call) => {
  const { name } = call;
  switch (name) {
    case 'len':
    case 'length':
    case 'char_length':
    case 'character_length': {
      const arg = argument(call, 0);
      if (arg.type?.name === 'varbyte') return int4(`octet_length(${arg.sql})`);
      return int4(`length(${text(call)})`);
    }
    case 'octet_length':
      return int4(
        argument(call, 0).type?.name === 'varbyte' ? `octet_length(${argument(call, 0).sql})` : `strlen(${text(call)})`,
      );
    case 'lower':
    case 'upper':
    case 'reverse':
    case 'initcap':
      if (name === 'initcap') return undefined;
      return varchar(`${name}(${text(call)})`);
    case 'trim': {
      const side = TRIM[argument(call, 2).literal ?? 'both'] ?? 'trim';
      return { ...varchar(`${side}(${text(call)}, ${argument(call, 1).sql})`), name: 'btrim' };
    }
    case 'btrim':
      return varchar(`trim(${text(call)}${rest(call) || ", ' '"})`);
    case 'ltrim':
    case 'rtrim':
      return varchar(`${name}(${text(call)}${rest(call) || ", ' '"})`);
    case 'left':
    case 'right':
    case 'repeat':
    case 'replace':
    case 'split_part':
    case 'translate':
      return varchar(`${name}(${text(call)}${rest(call)})`);
    case 'replicate':
      return varchar(`repeat(${text(call)}${rest(call)})`);
    case 'lpad':
    case 'rpad':
      return varchar(
        `${name}(${text(call)}, CAST(${argument(call, 1).sql} AS INTEGER), ${call.args[2]?.sql ?? "' '"})`,
      );
    case 'substring':
    case 'substr':
      return substring(call);
    case 'strpos':
      return int4(`strpos(${text(call)}, ${argument(call, 1).sql})`);
    case 'position':
    case 'charindex':
      return int4(`strpos(${text(call, 1)}, ${argument(call, 0).sql})`);
    case 'concat':
      return varchar(`(${text(call)} || ${text(call, 1)})`);
    case 'chr':
      return varchar(`chr(${argument(call, 0).sql})`);
    case 'ascii':
      return int4(`ascii(${text(call)})`);
    case 'quote_ident':
      return varchar(`rs_quote_ident(${text(call)})`);
    case 'quote_literal':
      return varchar(`('''' || replace(replace(${text(call)}, '\\', '\\\\'), '''', '''''') || '''')`);
    case 'regexp_replace':
      return varchar(`regexp_replace(${text(call)}, ${argument(call, 1).sql}, ${call.args[2]?.sql ?? "''"}, 'g')`);
    case 'regexp_substr':
      return varchar(`regexp_extract(${text(call)}, ${argument(call, 1).sql})`);
    case 'regexp_count':
      return int4(`len(regexp_extract_all(${text(call)}, ${argument(call, 1).sql}))`);
    case 'array_to_string':
      return varchar(`array_to_string(${argument(call, 0).sql}, ${argument(call, 1).sql})`);
    case 'json_parse':
      return { sql: `rs_json_parse(${text(call)})`, type: SUPER };
    case 'json_serialize':
      // NULL becomes JSON's null.
      return varchar(`coalesce(CAST(${argument(call, 0).sql} AS VARCHAR), 'null')`);
    case 'json_typeof':
      return varchar(jsonTypeof(argument(call, 0).sql));
    case 'is_valid_json':
      return { sql: `coalesce(json_valid(${text(call)}) AND json_type(${text(call)}) = 'OBJECT', false)`, type: BOOL };
    case 'can_json_parse':
      return { sql: `json_valid(${text(call)})`, type: BOOL };
    case 'json_extract_path_text':
      return extractPath(call);
    case 'to_number':
      throw notSupportedLocally('TO_NUMBER');
    case 'text':
    case 'varchar':
      return isText(call.args[0]?.type) || isInteger(call.args[0]?.type) ? varchar(text(call)) : undefined;
    default:
      return undefined;
  }
};

const jsonTypeof = (sql: string): string => {
  const names = { OBJECT: 'object', ARRAY: 'array', VARCHAR: 'string', BOOLEAN: 'boolean', NULL: 'null' };
  const whens = Object.entries(names).map(([duck, rs]) => `WHEN ${duckString(duck)} THEN ${duckString(rs)}`);
  return `(CASE json_type(${sql}) ${whens.join(' ')} WHEN NULL THEN NULL ELSE 'number' END)`;
};
