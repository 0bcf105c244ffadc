import { parseRedshiftType } from '../../catalog/redshift-type';
import { PrimaryKeyInvalid, PrimaryKeyMissing } from '../../errors';
import { identifier } from '../identifier';
import { join, type Sql, sql } from '../sql';
import type { ApplyRequest } from './apply-request';

/** Types by which rows cannot be told apart exactly, or not at all. */
const REFUSED = new Set<string>(['real', 'double precision', 'super', 'geometry', 'geography', 'hllsketch']);

const AND = sql` AND `;
const COMMA = sql`, `;

/**
 * The pieces of SQL that a key is made of. Redshift takes texts for equal that differ in trailing blanks, which sources
 * tell apart: so their lengths are compared, too.
 */
export class LoadKey {
  /** `"a", "b"`. */
  readonly list: Sql;

  private constructor(private readonly columns: readonly { name: Sql; isText: boolean }[]) {
    this.list = join(
      columns.map(({ name }) => name),
      COMMA,
    );
  }

  /**
   * @throws PrimaryKeyMissing without a column
   * @throws PrimaryKeyInvalid for a column that the batch has not, or whose type cannot tell rows apart
   */
  static of(request: Pick<ApplyRequest, 'key' | 'columns' | 'target' | 'writeMode'>): LoadKey {
    const { schema, table } = request.target;
    if (request.key.length === 0) {
      throw new PrimaryKeyMissing(`${schema}.${table}: writeMode ${request.writeMode} needs a key: name its columns`);
    }
    return new LoadKey(
      request.key.map((name) => {
        const column = request.columns.find((candidate) => candidate.name === name);
        if (column === undefined) throw invalid(request, name, 'is not in the data');
        if (column.take !== 'all')
          throw invalid(request, name, `is ${column.type} and the data has ${column.fromType}`);
        const { base } = parseRedshiftType(column.type, name);
        if (REFUSED.has(base)) throw invalid(request, name, `is ${base}, by which rows cannot be told apart exactly`);
        return { name: identifier(name), isText: base === 'varchar' };
      }),
    );
  }

  /** `t."a", t."b"`. */
  of(table: Sql): Sql {
    return join(
      this.columns.map(({ name }) => sql`${table}.${name}`),
      COMMA,
    );
  }

  equal(a: Sql, b: Sql): Sql {
    const same = this.columns.flatMap(({ name, isText }) => {
      const equal = sql`${a}.${name} = ${b}.${name}`;
      return isText ? [equal, sql`OCTET_LENGTH(${a}.${name}) = OCTET_LENGTH(${b}.${name})`] : [equal];
    });
    return join(same, AND);
  }

  /** What PARTITION BY and GROUP BY take. */
  grouping(table: Sql): Sql {
    const lengths = this.columns.filter(({ isText }) => isText).map(({ name }) => sql`OCTET_LENGTH(${table}.${name})`);
    return join([this.of(table), ...lengths], COMMA);
  }

  anyNull(table: Sql): Sql {
    return join(
      this.columns.map(({ name }) => sql`${table}.${name} IS NULL`),
      sql` OR `,
    );
  }

  /** Whether a row of a control table is of a truncate: no key of a row holds a NULL. */
  isBarrier(table: Sql): Sql {
    return sql`${table}.${(this.columns[0] as { name: Sql }).name} IS NULL`;
  }
}

const invalid = ({ target }: Pick<ApplyRequest, 'target'>, column: string, why: string): PrimaryKeyInvalid =>
  new PrimaryKeyInvalid(
    `${target.schema}.${target.table}: key column ${JSON.stringify(column)} ${why}. Name other columns as the key, or use writeMode append`,
  );
