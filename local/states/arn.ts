import { StatesServiceError } from './errors';

/** Source: API reference, StartExecution and CreateStateMachine, constraint on `name`. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** @throws StatesServiceError InvalidName */
export function checkName(name: string): string {
  if (!NAME.test(name)) throw new StatesServiceError('InvalidName', `Invalid Name: '${name}'`);
  return name;
}

/**
 * @param kind the sixth part of the ARN: `execution` or `stateMachine`
 * @throws StatesServiceError InvalidArn when the text is no such ARN
 */
export function checkArn(arn: string, kind: 'execution' | 'stateMachine'): string {
  const parts = arn.split(':');
  const isValid = parts.length >= 7 && parts[0] === 'arn' && parts[2] === 'states' && parts[5] === kind;
  if (!isValid) throw new StatesServiceError('InvalidArn', `Invalid Arn: '${arn}'`);
  return arn;
}
