import type { CatalogField } from '../../lambdas/core/catalog/read-catalog';
import { StatementTransient } from '../../lambdas/core/errors';
import { planEvolution } from '../../lambdas/core/load/evolution';
import { type ChangeResult, evolutionOutcome } from '../../lambdas/core/load/evolution-outcome';
import type { EvolutionPlan, EvolutionRequest } from '../../lambdas/core/load/evolution-plan';
import { readTargetState, type TargetState } from '../../lambdas/core/load/target-state';
import { describeTarget } from '../../lambdas/core/sql/load/describe-target';
import { evolveStatements } from '../../lambdas/core/sql/load/evolve-statements';
import type { EngineSession } from '../../local/redshift/engine';
import { fieldsOf } from '../local/redshift/warehouse-fixture';

/** Rows as the Data API gives them. */
export async function catalogRows(session: EngineSession, sql: string): Promise<CatalogField[][]> {
  const rows = await fieldsOf(await session.execute(sql));
  return rows.map((row) =>
    row.map((field) => ('longValue' in field ? { longValue: Number(field.longValue) } : (field as CatalogField))),
  );
}

export async function describeState(
  session: EngineSession,
  target: { schema: string; table: string },
): Promise<TargetState> {
  const { relations, ledger } = describeTarget(target);
  const seqs = await catalogRows(session, ledger.text).catch(() => []);
  return readTargetState(await catalogRows(session, relations.text), seqs);
}

export interface Evolved {
  plan: EvolutionPlan;
  /** Kinds of the changes, round by round. */
  rounds: string[][];
}

/** Describes, plans and changes the target until there is nothing to change. */
export async function evolve(session: EngineSession, request: Omit<EvolutionRequest, 'state'>): Promise<Evolved> {
  const rounds: string[][] = [];
  let unwidenable: string[] = [];
  for (;;) {
    const plan = planEvolution({ ...request, state: await describeState(session, request.target), unwidenable });
    if (plan.changes.length === 0) return { plan, rounds };
    if (rounds.length > 10) throw new Error(`never done: ${JSON.stringify(plan.changes)}`);
    rounds.push(plan.changes.map(({ kind }) => kind));
    const results: ChangeResult[] = [];
    for (const sql of evolveStatements(request.target, plan.changes)) {
      results.push(
        await session.execute(sql.text).then(
          () => ({ status: 'FINISHED' }),
          (error: Error) => ({ status: 'FAILED', error: error.message }),
        ),
      );
    }
    try {
      const outcome = evolutionOutcome(plan.changes, results, { name: 'evolve', statementId: 'id' });
      unwidenable = [...unwidenable, ...outcome.unwidenable];
    } catch (error) {
      // The workflow's own retry.
      if (!(error instanceof StatementTransient)) throw error;
    }
  }
}
