import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { ConfigProblems, type Problem } from '../../../../lambdas/core/config/problem';

/** The problems of a file, together with the message that lists them. */
export const refusal = (text: string): { problems: readonly Problem[]; message: string } => {
  try {
    parseShuttleFile(text);
  } catch (error) {
    if (error instanceof ConfigProblems) return { problems: error.problems, message: error.message };
    throw error;
  }
  throw new Error(`passed:\n${text}`);
};

/** A good file with one warehouse and one pipeline, to which lines are added. */
export const fileWith = (pipeline = '', warehouse = 'workgroup: demo', top = ''): string =>
  [
    'stack: shuttle-prod',
    top,
    'warehouse:',
    '  region: eu-west-1',
    '  database: dev',
    ...warehouse.split('\n').map((line) => `  ${line}`),
    'extract:',
    '  - name: lake',
    ...pipeline.split('\n').map((line) => `    ${line}`),
  ].join('\n');
