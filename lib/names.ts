/** Physical names. All derive from the stack's name, so that several stacks share an account. */
export const stateMachineName = (stack: string, pipeline: string): string => `${stack}-${pipeline}`;
export const cleanUpName = (stack: string): string => `${stack}--clean-up`;
export const functionName = (stack: string, step: string): string => `${stack}-${step}`;

/**
 * Roles that are named outside the stack have fixed names: the database user of the Data API role is `IAMR:<role name>`,
 * and grants to it break when the name changes. Role names are global in an account, hence the region.
 */
export const dataApiRoleName = (stack: string, region: string): string => `${stack}-${region}-data`;
export const unloadRoleName = (stack: string, region: string): string => `${stack}-${region}-unload`;
