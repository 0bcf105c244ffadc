import type { TemplateResource } from './synth';

type Json = Record<string, unknown>;

/** A state of a definition, as far as tests look into it. */
export interface AslState {
  Type: string;
  Resource?: string;
  Arguments?: { FunctionName?: string; Payload?: Json };
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  ItemProcessor?: AslDefinition;
  [field: string]: unknown;
}

export interface AslDefinition {
  StartAt: string;
  States: Record<string, AslState>;
  [field: string]: unknown;
}

/** What stands for a value that is known after the deployment only, e.g. `bucket` for the bucket's name. */
const PLAIN_REFS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'eu-west-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * A template's text with its intrinsic functions filled in by stand-ins that look like the real thing: a Lambda version
 * is an ARN that ends in `<function's logical id>:1`, other references are their logical id without the hash.
 */
export const resolveText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Select': select, 'Fn::Sub': sub } = value as Json;
  if (typeof ref === 'string') return PLAIN_REFS[ref] ?? standIn(ref);
  if (Array.isArray(attribute)) return `arn:aws:x:eu-west-1:123456789012:${standIn(String(attribute[0]))}`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(resolveText).join(String(join[0]));
  if (typeof sub === 'string') return sub.replace(/\$\{([\w:]+)\}/g, (_, name: string) => resolveText({ Ref: name }));
  // The machine's name, cut out of its ARN.
  if (Array.isArray(select)) return 'machine-name';
  throw new Error(`no stand-in for ${JSON.stringify(value)}`);
};

const standIn = (logicalId: string): string => {
  const version = /^Functions(\w+?)FunctionCurrentVersion/.exec(logicalId)?.[1];
  if (version !== undefined) return `arn:aws:lambda:eu-west-1:123456789012:function:${version}:1`;
  return logicalId.replace(/[0-9A-F]{8}$/, '');
};

/** A state machine's definition as Step Functions would get it. */
export const definitionOf = (machine: TemplateResource): AslDefinition =>
  JSON.parse(resolveText(machine.Properties.DefinitionString)) as AslDefinition;

/** Every state of a definition and of its Maps, by name. */
export const statesOf = (definition: AslDefinition): [string, AslState][] =>
  Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as [string, AslState],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
