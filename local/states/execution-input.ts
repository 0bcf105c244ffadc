import { StatesServiceError } from './errors';
import type { Json } from './json';

/**
 * @param input JSON text, or a value to be made JSON; `{}` by default
 * @throws StatesServiceError ValidationException over `maxBytes`, InvalidExecutionInput for text that is no JSON
 */
export function readInput(input: string | object | undefined, maxBytes: number): Json {
  const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
  if (Buffer.byteLength(text) > maxBytes) {
    throw new StatesServiceError('ValidationException', `The input is over ${maxBytes} bytes`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new StatesServiceError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: ${(error as Error).message}`,
    );
  }
}
