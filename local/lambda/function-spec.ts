/** A deployed function: its bundle and its settings. */
export interface FunctionSpec {
  /** `arn:aws:lambda:<region>:<account>:function:<name>`, with or without a version. */
  arn: string;
  /** Directory of the bundle. */
  codeDir: string;
  /** `<file without extension>.<export>` */
  handler: string;
  env: Readonly<Record<string, string>>;
  memoryMb: number;
  timeoutSeconds: number;
}

/** Parts of a function's ARN, or of its bare name. */
export interface FunctionName {
  name: string;
  version: string | undefined;
}

/** Reads `arn:...:function:name`, `arn:...:function:name:version`, `name` and `name:version`. */
export function parseFunctionName(text: string): FunctionName {
  const [name = '', version] = text.replace(/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/, '').split(':');
  return { name, version };
}

/** The environment that Lambda itself sets, under that of the function. */
export function environmentOf(spec: FunctionSpec): Record<string, string> {
  const region = spec.arn.split(':')[3] || 'us-east-1';
  const { name, version } = parseFunctionName(spec.arn);
  return {
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: version ?? '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: spec.codeDir,
    _HANDLER: spec.handler,
    ...spec.env,
  };
}
