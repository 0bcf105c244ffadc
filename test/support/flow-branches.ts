import type { StatesService } from '../../local/states/service';
import { type Machine, machinesIn } from './flow-definition';

/** Whatever has run executions. */
interface Ran {
  environment: { states: Pick<StatesService, 'executions' | 'getExecutionHistory'> };
}

/** The ways that an execution took, as `machine: from → to`, of Map children, too. */
export const branchesTaken = (flow: Ran, machines: readonly Machine[]): Set<string> => {
  const taken = new Set<string>();
  for (const { executionArn, child } of flow.environment.states.executions()) {
    const machineName = executionArn.split(':')[6] ?? '';
    const machine = machines.find(({ name }) => name === machineName);
    if (!machine) continue;
    let from: string | undefined;
    let failed = false;
    let entered = 0;
    for (const event of flow.environment.states.getExecutionHistory(executionArn)) {
      const name = (event as { stateEnteredEventDetails?: { name: string } }).stateEnteredEventDetails?.name;
      // A state that is left right after a failure is left by a Catch.
      if (!event.type.endsWith('StateExited') && name === undefined) failed = /(Failed|TimedOut)$/.test(event.type);
      if (name === undefined) continue;
      taken.add(from === undefined ? `${machine.label}: ${name}` : way(machine.label, from, name, failed));
      from = name;
      failed = false;
      entered++;
    }
    if (child && entered === 0) throw new Error(`${executionArn} entered no state`);
  }
  return taken;
};

/** The ways that a definition has: each next state of each state, Choice rules, defaults and Catch clauses included. */
export const branchesOf = (definition: string, name: string): { machines: Machine[]; branches: string[] } => {
  const machines = machinesIn(JSON.parse(definition), name);
  const branches = machines.flatMap(({ label, states, startAt }) => [
    `${label}: ${startAt}`,
    ...Object.entries(states).flatMap(([from, state]) => {
      const { Next: next, Default: otherwise, Choices: choices = [], Catch: clauses = [] } = state;
      const ways = [
        ...[next, otherwise, ...choices.map((choice) => choice.Next)]
          .filter((to) => to !== undefined)
          .map((to) => way(label, from, to, false)),
        ...clauses.map((clause) => way(label, from, clause.Next, true)),
      ];
      // Each clause must lead elsewhere, else a way would not tell which clause was taken.
      if (new Set(ways).size !== ways.length) throw new Error(`${from}: two clauses lead to one state`);
      return ways;
    }),
  ]);
  return { machines, branches };
};

const way = (label: string, from: string, to: string, caught: boolean): string =>
  `${label}: ${from} ${caught ? '⇒ caught ⇒' : '→'} ${to}`;
