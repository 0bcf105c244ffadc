import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSpec } from '../lambda/function-spec';
import { Intrinsics, type Place, type Resource, roleIdOf, type Template } from './intrinsics';

/** A state machine as it would be deployed. */
export interface MachineSpec {
  name: string;
  arn: string;
  definition: string;
}

/** A rule of EventBridge with its targets. */
export interface RuleSpec {
  pattern: Record<string, unknown>;
  targets: RuleTarget[];
}

export interface RuleTarget {
  arn: string;
  /** JSON text with `<name>` placeholders, and the event paths that fill them. */
  transformer?: { paths: Record<string, string>; template: string };
}

/** A role, and the access key by which the local services tell who calls. */
export interface RoleSpec {
  roleId: string;
  roleName: string;
  accessKeyId: string;
}

export interface FileAsset {
  bucket: string;
  key: string;
  path: string;
}

/** What `cdk synth` wrote, resolved as CloudFormation would at its deployment. */
export interface Assembly extends Place {
  functions: (FunctionSpec & { role: RoleSpec })[];
  machines: MachineSpec[];
  rules: RuleSpec[];
  buckets: string[];
  /** Files (not functions) that the stack reads from the assets' bucket. */
  files: FileAsset[];
}

interface Manifest {
  artifacts: Record<string, { type: string; environment?: string; properties?: { templateFile?: string } }>;
}

interface AssetManifest {
  files: Record<
    string,
    {
      source: { path: string; packaging: string };
      destinations: Record<string, { bucketName: string; objectKey: string }>;
    }
  >;
}

/**
 * Reads a synthesised stack.
 *
 * @param folder the CLI's output folder (`cdk.out`)
 * @param account stands in for the account, which a synth without credentials does not know
 */
export const readAssembly = (folder: string, account = '123456789012'): Assembly => {
  const manifest = readJson<Manifest>(join(folder, 'manifest.json'));
  const stack = Object.entries(manifest.artifacts).find(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  if (!stack) throw new Error(`${folder} holds no stack`);
  const [name, artifact] = stack;
  const region = artifact.environment?.split('/').at(-1) ?? 'us-east-1';
  const template = readJson<Template>(join(folder, artifact.properties?.templateFile ?? `${name}.template.json`));
  const place: Place = { account, region, stack: name };
  const intrinsics = new Intrinsics(template, place);
  const assets = assetsOf(folder, name, intrinsics);
  const of = (type: string) => Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
  return {
    ...place,
    functions: of('AWS::Lambda::Function').map(([id, resource]) => functionOf(id, resource, intrinsics, assets)),
    machines: of('AWS::StepFunctions::StateMachine').map(([id, resource]) => ({
      name: intrinsics.nameOf(id),
      arn: intrinsics.arnOf(id),
      definition: intrinsics.text(resource.Properties?.DefinitionString),
    })),
    rules: of('AWS::Events::Rule').map(([, resource]) => ruleOf(resource, intrinsics)),
    buckets: of('AWS::S3::Bucket').map(([id]) => intrinsics.nameOf(id)),
    files: [...assets.values()].filter(({ path }) => !path.includes('asset.') || path.endsWith('.json')),
  };
};

/** By object key: the folder or file of each asset. */
const assetsOf = (folder: string, stack: string, intrinsics: Intrinsics): Map<string, FileAsset> => {
  const { files } = readJson<AssetManifest>(join(folder, `${stack}.assets.json`));
  const assets = new Map<string, FileAsset>();
  for (const { source, destinations } of Object.values(files)) {
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      const bucket = intrinsics.text({ 'Fn::Sub': bucketName });
      assets.set(objectKey, { bucket, key: objectKey, path: join(folder, source.path) });
    }
  }
  return assets;
};

const functionOf = (
  id: string,
  resource: Resource,
  intrinsics: Intrinsics,
  assets: ReadonlyMap<string, FileAsset>,
): FunctionSpec & { role: RoleSpec } => {
  const properties = intrinsics.resolve(resource.Properties) as {
    Code: { S3Key: string };
    Handler: string;
    MemorySize?: number;
    Timeout?: number;
    Environment?: { Variables?: Record<string, string> };
  };
  const asset = assets.get(properties.Code.S3Key);
  if (!asset) throw new Error(`function ${id} has no asset ${properties.Code.S3Key}`);
  return {
    arn: intrinsics.arnOf(id),
    codeDir: asset.path,
    handler: properties.Handler,
    env: properties.Environment?.Variables ?? {},
    memoryMb: properties.MemorySize ?? 128,
    timeoutSeconds: properties.Timeout ?? 3,
    role: roleOf(resource, intrinsics),
  };
};

const roleOf = (resource: Resource, intrinsics: Intrinsics): RoleSpec => {
  const reference = resource.Properties?.Role as { 'Fn::GetAtt'?: [string, string] } | undefined;
  const logicalId = reference?.['Fn::GetAtt']?.[0];
  if (logicalId === undefined) throw new Error('a function without a role of the stack cannot be run locally');
  const roleId = roleIdOf(logicalId);
  return { roleId, roleName: intrinsics.nameOf(logicalId), accessKeyId: `ASIA${roleId.slice(4)}` };
};

const ruleOf = (resource: Resource, intrinsics: Intrinsics): RuleSpec => {
  const properties = intrinsics.resolve(resource.Properties) as {
    EventPattern: Record<string, unknown>;
    Targets?: { Arn: string; InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string } }[];
  };
  return {
    pattern: properties.EventPattern,
    targets: (properties.Targets ?? []).map(({ Arn: arn, InputTransformer: transformer }) => ({
      arn,
      ...(transformer && {
        transformer: { paths: transformer.InputPathsMap, template: transformer.InputTemplate },
      }),
    })),
  };
};

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
