import { comment } from './comment';
import type { DatabaseUser } from './database-user';
import { createUser } from './statements';

/** Makes the database user, once for a cluster or workgroup. */
export const userSection = (user: DatabaseUser, secretArn: string | undefined): string[] => {
  if (user.kind === 'secret') {
    return comment(
      `The user whose password the secret ${secretArn ?? ''} holds`,
      `needs the grants below: write its name for "${user.name}". It exists already, the secret could not be used otherwise.`,
    );
  }
  const why =
    user.kind === 'iam'
      ? 'The functions sign in with their IAM role; Redshift takes its database user by this name, letter for letter.'
      : 'The functions sign in with temporary credentials of this user, so that it needs no password.';
  return [
    ...comment(
      why,
      'CREATE USER knows no IF NOT EXISTS: where it fails because the user exists, skip it and go on. Whether it does:',
      'SELECT usename FROM pg_user;',
    ),
    `${createUser(user.name).text};`,
  ];
};
