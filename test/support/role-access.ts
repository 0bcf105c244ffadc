import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../local/assembly/assembly';
import { Intrinsics, type Template } from '../../local/assembly/intrinsics';
import type { Authoriser, S3Call } from '../../local/s3/faults';

/** What IAM calls the operations: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
const ACTIONS: Readonly<Record<string, string>> = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  DeleteObject: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
};

/** The request itself needs no right: each key is asked for as DeleteObject. */
const ASKED_BY_KEY = 'DeleteObjects';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

interface Role {
  name: string;
  allows: { action: string; resource: RegExp }[];
}

/** The roles of a synthesised stack as IAM would judge what they ask of S3. Conditions on prefixes are not looked at. */
export class RoleAccess {
  /** What roles were refused, as `role: action on ARN`. */
  readonly refused: string[] = [];
  /** What roles have used, as `role: action on pattern`. */
  readonly used = new Set<string>();
  private readonly roles = new Map<string, Role>();

  constructor(folder: string) {
    const assembly = readAssembly(folder);
    const template = JSON.parse(readFileSync(join(folder, `${assembly.stack}.template.json`), 'utf8')) as Template;
    const intrinsics = new Intrinsics(template, assembly);
    for (const { role } of assembly.functions) {
      const known = this.roles.get(role.accessKeyId) ?? { name: role.roleName, allows: [] };
      this.roles.set(role.accessKeyId, known);
      if (known.allows.length > 0) continue;
      for (const { Type: type, Properties: properties = {} } of Object.values(template.Resources)) {
        if (!/^AWS::IAM::(Managed)?Policy$/.test(type)) continue;
        const { Roles: roles, PolicyDocument: document } = properties as {
          Roles: unknown[];
          PolicyDocument: { Statement: Statement[] };
        };
        if (!roles.some((one) => intrinsics.text(one) === role.roleName)) continue;
        known.allows.push(...document.Statement.flatMap((statement) => allowsOf(statement, intrinsics)));
      }
    }
  }

  /** For the local S3: says what the caller's role may do. Who is no role of the stack may do everything. */
  readonly authorise: Authoriser = (call) => {
    const role = this.roles.get(call.accessKeyId ?? '');
    if (role === undefined || call.op === ASKED_BY_KEY) return true;
    const action = ACTIONS[call.op] ?? call.op;
    const arn = arnOf(call, action);
    const allowed = role.allows.find((one) => one.action === action && one.resource.test(arn));
    if (allowed) this.used.add(`${role.name}: ${action} on ${allowed.resource.source}`);
    else this.refused.push(`${role.name}: ${action} on ${arn}`);
    return allowed !== undefined;
  };

  /**
   * What steps may do with objects and did in no pipeline, as `step: action on place below the pipeline's folder`. A role
   * that functions share is left out.
   */
  unused(): string[] {
    const all = [...this.roles.values()].flatMap(({ name, allows }) =>
      allows.map(({ action, resource }) => `${name}: ${action} on ${resource.source}`),
    );
    const used = new Set([...this.used].map(ofAnyPipeline));
    return [...new Set(all.map(ofAnyPipeline))].filter((text) => text !== undefined && !used.has(text)) as string[];
  }
}

/** Without the pipeline's name; undefined of a shared role, and of what is no object of a pipeline's folder. */
const ofAnyPipeline = (text: string): string | undefined => {
  const [, step, action, place] =
    /Functions(\w+?)Role[0-9A-F]{8}: (\S+) on \^arn:aws:s3:::[\w-]+\\\/shuttle\\\/\w+\\\/(.*)\$$/.exec(text) ?? [];
  return step && `${step}: ${action} on ${place?.replaceAll('\\', '')}`;
};

const allowsOf = ({ Effect: effect, Action: action, Resource: resource }: Statement, intrinsics: Intrinsics) =>
  effect !== 'Allow'
    ? []
    : [resource].flat().flatMap((one) => {
        const actions = [action].flat().filter((name) => name.startsWith('s3:'));
        if (actions.length === 0) return [];
        const pattern = patternOf(intrinsics.text(one));
        return actions.map((name) => ({ action: name, resource: pattern }));
      });

/** `*` and `?` as IAM reads them. */
const patternOf = (arn: string): RegExp =>
  new RegExp(
    `^${arn
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

const arnOf = ({ bucket = '', key = '' }: S3Call, action: string): string =>
  action.startsWith('s3:ListBucket') ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
