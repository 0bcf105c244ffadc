import { refusal } from './problems-of';

export type BadFile = [text: string, path: string, value: string, fix: string | RegExp];

/** Expects a file to have one problem, with this path, value and fix, and the message to say all of it. */
export const expectProblem = ([text, path, value, fix]: BadFile): void => {
  const { problems, message } = refusal(text);
  expect(problems.map((problem) => problem.path)).toHaveLength(1);
  const [problem] = problems;
  expect({ path: problem?.path, value: problem?.value }).toEqual({ path, value });
  expect(problem?.fix).toMatch(fix);
  expect(problem?.message).not.toBe('');
  expect(message).toContain(problem?.fix);
  if (path !== '') expect(message).toContain(path);
};
