import type { RuleSpec, RuleTarget } from './assembly';

type Json = unknown;

/**
 * Whether an event matches an EventBridge pattern. Known: lists of values, null, `exists`, `anything-but`, `prefix`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const matches = (pattern: Json, event: Json): boolean => {
  if (Array.isArray(pattern)) return pattern.some((rule) => matchesRule(rule, event));
  if (typeof pattern !== 'object' || pattern === null) throw new Error('a pattern holds objects and lists only');
  return Object.entries(pattern).every(([key, inner]) =>
    matches(inner, typeof event === 'object' && event !== null ? (event as Record<string, Json>)[key] : undefined),
  );
};

const matchesRule = (rule: Json, value: Json): boolean => {
  if (typeof rule !== 'object' || rule === null) return rule === value;
  const { exists, 'anything-but': anythingBut, prefix, ...others } = rule as Record<string, Json>;
  if (Object.keys(others).length > 0) throw new Error(`the local EventBridge does not know ${JSON.stringify(rule)}`);
  if (exists !== undefined) return (value !== undefined) === exists;
  if (prefix !== undefined) return typeof value === 'string' && value.startsWith(String(prefix));
  return value !== undefined && value !== null && ![anythingBut].flat().includes(value);
};

/** What a target gets: the transformed text, or the event itself. */
export const targetInput = (target: RuleTarget, event: Record<string, Json>): string => {
  if (!target.transformer) return JSON.stringify(event);
  const { paths, template } = target.transformer;
  // A placeholder stands for the value's JSON; inside quotes for its bare text.
  return template.replace(/("?)<([\w-]+)>("?)/g, (_, before: string, name: string, after: string) => {
    const value = valueAt(event, paths[name] ?? '');
    if (before === '' && after === '') return JSON.stringify(value ?? '');
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    return before + JSON.stringify(text).slice(1, -1) + after;
  });
};

const valueAt = (event: Record<string, Json>, path: string): Json =>
  path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter((part) => part !== '')
    .reduce<Json>((value, part) => (value as Record<string, Json> | undefined)?.[part], event);

/** The targets of an event, with what each gets. */
export const targetsOf = (rules: readonly RuleSpec[], event: Record<string, Json>): { arn: string; input: string }[] =>
  rules
    .filter((rule) => matches(rule.pattern, event))
    .flatMap((rule) => rule.targets.map((target) => ({ arn: target.arn, input: targetInput(target, event) })));
