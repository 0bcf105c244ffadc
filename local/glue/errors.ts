/** An error that the service answers with, in AWS's name, status and words. */
export class GlueError extends Error {
  override readonly name = 'GlueError';
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const notFound = (what: string): GlueError => new GlueError('EntityNotFoundException', `${what} not found.`);

export const alreadyExists = (what: string): GlueError =>
  new GlueError('AlreadyExistsException', `${what} already exists.`);

export const invalidInput = (message: string): GlueError => new GlueError('InvalidInputException', message);

/** What AWS's front door says of a member that breaks the service's model. */
export const modelBroken = (member: string, constraint: string): GlueError =>
  new GlueError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );

/** Something that AWS would do and the laptop does not. */
export const notSupportedLocally = (what: string): GlueError =>
  new GlueError('NotSupportedLocally', `${what} is not supported locally`);
