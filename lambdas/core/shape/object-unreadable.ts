import { ShuttleError } from '../errors';

/** An object cannot be read as the configuration says: none of its rows can be told. The message says what to change. */
export class ObjectUnreadable extends ShuttleError {
  override readonly name = 'ObjectUnreadable';
}
