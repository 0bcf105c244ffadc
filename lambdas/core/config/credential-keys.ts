/** Keys that people carry over from JDBC settings and that have no place in a file under version control. */
const KEYS = new Set([
  ...['host', 'hostname', 'port', 'user', 'username'],
  ...['password', 'passwd', 'pwd', 'pass', 'masterpassword', 'masteruserpassword'],
  ...['accesskey', 'accesskeyid', 'secretkey', 'secretaccesskey', 'sessiontoken', 'token'],
]);

/** Whether a key names a credential or a network address, in whatever spelling: `db_password`, `awsAccessKeyId`. */
export const isCredentialKey = (key: string): boolean => {
  const bare = key.toLowerCase().replace(/[^a-z]/g, '');
  return key !== 'dbUser' && (KEYS.has(bare) || KEYS.has(bare.replace(/^(aws|db|database|redshift)/, '')));
};

export const CREDENTIAL_FIX =
  'remove it: Shuttle reaches Redshift through the Data API with IAM; name a Secrets Manager secret as warehouse.secretArn if the database user needs a password';
