import type { Warehouse } from '../config/shuttle-config';

/** The user that the statements of a pipeline run as. */
export interface DatabaseUser {
  name: string;
  kind: 'iam' | 'dbUser' | 'secret';
}

/** Stands for the user whose name only the secret knows. */
export const SECRET_USER = '<user of the secret>';

/**
 * A Lambda function that signs in with its IAM role is the database user `IAMR:<role>`.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html
 */
export const databaseUser = ({ dbUser, secretArn }: Warehouse, roleName: string): DatabaseUser => {
  if (secretArn !== undefined) return { kind: 'secret', name: SECRET_USER };
  return dbUser === undefined ? { kind: 'iam', name: `IAMR:${roleName}` } : { kind: 'dbUser', name: dbUser };
};
