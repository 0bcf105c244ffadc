import { NotSupportedLocally, StatesServiceError } from './errors';
import type { HistoryEvent } from './history';
import type { StatesService } from './service';

type Input = Readonly<Record<string, unknown>>;
type Operation = (service: StatesService, input: Input) => object;

/** Source: API reference, `maxResults`: 100 by default, 1,000 at most. */
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

/** The protocol's dates are epoch seconds. */
const seconds = (ms: number): number => ms / 1000;

/** The API operations by name: wire input to wire output. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['StartExecution', accepting('stateMachineArn name input', startExecution)],
  ['DescribeExecution', accepting('executionArn', describeExecution)],
  ['StopExecution', accepting('executionArn error cause', stopExecution)],
  ['RedriveExecution', accepting('executionArn clientToken', redriveExecution)],
  ['GetExecutionHistory', accepting('executionArn reverseOrder maxResults nextToken', getExecutionHistory)],
  ['ListExecutions', accepting('stateMachineArn mapRunArn statusFilter maxResults nextToken', listExecutions)],
]);

/** Refuses parameters that the operation would otherwise ignore. */
function accepting(parameters: string, operation: Operation): Operation {
  const known = new Set(parameters.split(' '));
  return (service, input) => {
    const stranger = Object.keys(input).find((key) => !known.has(key));
    if (stranger !== undefined) throw new NotSupportedLocally(stranger, 'is not supported locally; leave it out');
    return operation(service, input);
  };
}

function startExecution(service: StatesService, input: Input): object {
  const name = optionalText(input, 'name');
  const payload = optionalText(input, 'input');
  const { executionArn, startDate } = service.startExecution({
    stateMachineArn: text(input, 'stateMachineArn'),
    ...(name !== undefined && { name }),
    ...(payload !== undefined && { input: payload }),
  });
  return { executionArn, startDate: seconds(startDate) };
}

function describeExecution(service: StatesService, input: Input): object {
  const { startDate, stopDate, redriveDate, ...rest } = service.describeExecution(text(input, 'executionArn'));
  return {
    ...rest,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
    ...(redriveDate !== undefined && { redriveDate: seconds(redriveDate) }),
    inputDetails: { included: true },
    ...(rest.output !== undefined && { outputDetails: { included: true } }),
  };
}

function stopExecution(service: StatesService, input: Input): object {
  const error = optionalText(input, 'error');
  const cause = optionalText(input, 'cause');
  const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  return { stopDate: seconds(service.stopExecution(text(input, 'executionArn'), reason).stopDate) };
}

function redriveExecution(service: StatesService, input: Input): object {
  return { redriveDate: seconds(service.redriveExecution(text(input, 'executionArn')).redriveDate) };
}

function getExecutionHistory(service: StatesService, input: Input): object {
  const events = service.getExecutionHistory(text(input, 'executionArn'));
  const ordered = input.reverseOrder === true ? events.reverse() : events;
  const { items, nextToken } = page(ordered, input);
  const toWire = (event: HistoryEvent) => ({ ...event, timestamp: seconds(event.timestamp) });
  return { events: items.map(toWire), ...nextToken };
}

/** Newest first. The executions of a machine, or the children of one Map Run. */
function listExecutions(service: StatesService, input: Input): object {
  const stateMachineArn = optionalText(input, 'stateMachineArn');
  const mapRunArn = optionalText(input, 'mapRunArn');
  const status = optionalText(input, 'statusFilter');
  if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
    throw new StatesServiceError('ValidationException', 'Specify either stateMachineArn or mapRunArn');
  }
  if (stateMachineArn !== undefined) service.machine(stateMachineArn);
  const matching = service
    .executions()
    .filter((execution) => (mapRunArn ? execution.mapRunArn === mapRunArn : !execution.child))
    .filter((execution) => stateMachineArn === undefined || execution.stateMachineArn === stateMachineArn)
    .filter((execution) => status === undefined || execution.status === status)
    .reverse();
  const { items, nextToken } = page(matching, input);
  const executions = items.map(({ startDate, stopDate, ...rest }) => ({
    executionArn: rest.executionArn,
    stateMachineArn: rest.stateMachineArn,
    name: rest.name,
    status: rest.status,
    redriveCount: rest.redriveCount,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
    ...(rest.mapRunArn !== undefined && { mapRunArn: rest.mapRunArn }),
  }));
  return { executions, ...nextToken };
}

/** A page of a list; the token is the position of the next one. */
function page<T>(all: readonly T[], input: Input): { items: readonly T[]; nextToken: { nextToken?: string } } {
  const token = optionalText(input, 'nextToken') ?? '0';
  if (!/^\d+$/.test(token)) throw new StatesServiceError('InvalidToken', `Invalid Token: '${token}'`);
  const size = Math.min(Number(input.maxResults) || DEFAULT_PAGE, LARGEST_PAGE);
  const start = Number(token);
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? { nextToken: String(end) } : {} };
}

function text(input: Input, key: string): string {
  const value = optionalText(input, key);
  if (value !== undefined) return value;
  throw new StatesServiceError('ValidationException', `Value null at '${key}' failed to satisfy constraint: not null`);
}

function optionalText(input: Input, key: string): string | undefined {
  const value = input[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new StatesServiceError('ValidationException', `Value at '${key}' must be a string`);
}
