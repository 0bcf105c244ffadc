import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { deployedEntries } from '../../lib/bundle';
import { resolveText } from './definition';
import type { Synth } from './synth';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** A statement in one line: `s3:GetObject on arn:aws:s3:::b/k`, with `if {...}` where it has a condition. */
const line = ({ Effect: effect, Action: action, Resource: resource, Condition: condition }: Statement): string[] => {
  if (effect !== 'Allow') throw new Error(`a role of this stack denies: ${JSON.stringify(action)}`);
  const resources = [resource].flat().map(resolveText);
  const when = condition ? ` if ${JSON.stringify(condition, (_, value) => plain(value))}` : '';
  return [action].flat().flatMap((one) => resources.map((at) => `${one} on ${at}${when}`));
};

const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && ('Fn::Join' in value || 'Fn::GetAtt' in value || 'Ref' in value)
    ? resolveText(value)
    : value;

/** All that a role may do, one line for each action and resource, sorted. Writing its own log is left out. */
export const permissionsOf = (synth: Synth, roleId: string): string[] => {
  const policies = [
    ...Object.values(synth.resources('AWS::IAM::Policy')),
    ...Object.values(synth.resources('AWS::IAM::ManagedPolicy')),
  ].filter(({ Properties }) => (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref === roleId));
  const lines = policies.flatMap(({ Properties }) =>
    (Properties.PolicyDocument.Statement as Statement[]).flatMap(line),
  );
  return [...new Set(lines.filter((text) => !/^logs:(CreateLogStream|PutLogEvents) on /.test(text)))].sort();
};

/** The logical id of a function's role, by its step, e.g. `start-run`. */
export const roleOfStep = (synth: Synth, step: string): string => {
  const functions = Object.values(synth.resources('AWS::Lambda::Function'));
  const found = functions.find(({ Properties }) => String(Properties.FunctionName).endsWith(`_${step}`));
  if (!found) throw new Error(`no function of step ${step}`);
  return (found.Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
};

/** The steps that the stack of a shuttle.yaml deploys, e.g. `start-run`. */
export const stepsOf = (yaml: string): string[] =>
  deployedEntries(parseShuttleFile(yaml)).map((entry) => entry.split('/')[1] ?? entry);
