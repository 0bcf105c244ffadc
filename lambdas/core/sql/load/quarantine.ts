import { s3Url } from '../../batch/object-keys';
import { mapColumn } from '../../catalog/column-mapping';
import { identifier } from '../identifier';
import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { roleSql } from './copy';
import { list, meta } from './tables';

/**
 * Writes refused rows as JSON below the quarantine's prefix; none, no file. Should the transaction fail after it, the
 * files mean nothing, hence a prefix for each attempt. ALLOWOVERWRITE, since the same attempt may be sent twice.
 *
 * @param why `key` or `type`: begins the files' names
 */
export const quarantineRows = (request: ApplyRequest, rows: Sql, why: 'key' | 'type'): LoadStatement[] => {
  const { quarantine, iamRole } = request;
  if (quarantine === undefined) return [];
  const to = { bucket: quarantine.bucket, key: `${quarantine.key}${why}_` };
  return [
    {
      role: 'quarantine',
      sql: sql`UNLOAD (${literal(rows.text)})\nTO ${literal(s3Url(to))}\nIAM_ROLE ${roleSql(iamRole)}\nFORMAT AS JSON\nALLOWOVERWRITE`,
    },
  ];
};

/** UNLOAD writes TIME, VARBYTE and shapes to plain text files only: they are made text, as an extract does. */
export const quarantinedColumns = (columns: readonly { name: string; type: string }[]): Sql =>
  list([
    ...columns.map(
      ({ name, type }) => sql`${mapColumn({ name, type, nullable: true }).unloadSelect} AS ${identifier(name)}`,
    ),
    meta.op,
    meta.pos,
    meta.at,
  ]);
