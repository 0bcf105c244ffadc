import { createHash } from 'node:crypto';

export interface Template {
  Resources: Record<string, Resource>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

export interface Place {
  account: string;
  region: string;
  stack: string;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A role's unique id, as IAM would make one up: stable for a logical id. */
export const roleIdOf = (logicalId: string): string => `AROA${digest(logicalId).slice(0, 17).toUpperCase()}`;

/** What CloudFormation resolves when it deploys: Ref, Fn::GetAtt, Fn::Join, Fn::Sub, for the resources of this product. */
export class Intrinsics {
  constructor(
    private readonly template: Template,
    private readonly place: Place,
  ) {}

  /** A value with every intrinsic function replaced. @throws Error for one that is not known here */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item)).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [key, argument] = entries[0] ?? [];
    if (entries.length === 1 && key !== undefined) {
      if (key === 'Ref') return this.ref(String(argument));
      if (key === 'Fn::GetAtt') return this.attribute(argument);
      if (key === 'Fn::Join') return this.join(argument);
      if (key === 'Fn::Sub') return this.substitute(argument);
      if (key.startsWith('Fn::')) throw new Error(`the local deployment does not know ${key}`);
    }
    return Object.fromEntries(
      entries.map(([name, item]) => [name, this.resolve(item)]).filter(([, item]) => item !== NO_VALUE),
    );
  }

  text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved !== 'string') throw new Error(`expected text, found ${JSON.stringify(resolved)}`);
    return resolved;
  }

  arnOf(logicalId: string): string {
    const { account, region } = this.place;
    const { Type: type } = this.resource(logicalId);
    const name = this.nameOf(logicalId);
    const at = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
    switch (type) {
      case 'AWS::S3::Bucket':
        return `arn:aws:s3:::${name}`;
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${account}:role/${name}`;
      case 'AWS::Lambda::Function':
        return at('lambda', `function:${name}`);
      case 'AWS::Lambda::Version':
        return `${this.text(this.property(logicalId, 'FunctionName')).replace(/^(?!arn:)/, at('lambda', 'function:'))}:1`;
      case 'AWS::StepFunctions::StateMachine':
        return at('states', `stateMachine:${name}`);
      case 'AWS::SNS::Topic':
        return at('sns', name);
      case 'AWS::SQS::Queue':
        return at('sqs', name);
      case 'AWS::Logs::LogGroup':
        return at('logs', `log-group:${name}:*`);
      case 'AWS::Events::Rule':
        return at('events', `rule/${name}`);
      default:
        throw new Error(`the local deployment does not know the ARN of ${type} (${logicalId})`);
    }
  }

  /** The physical name: the one given, else one made of stack and logical id. */
  nameOf(logicalId: string): string {
    for (const property of [
      'BucketName',
      'RoleName',
      'FunctionName',
      'StateMachineName',
      'TopicName',
      'QueueName',
      'LogGroupName',
      'Name',
    ]) {
      const value = this.resource(logicalId).Properties?.[property];
      if (value !== undefined) return this.text(value);
    }
    return `${this.place.stack}-${logicalId}`;
  }

  private ref(name: string): unknown {
    const { account, region, stack } = this.place;
    const pseudo: Record<string, unknown> = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack,
      'AWS::NoValue': NO_VALUE,
    };
    if (name in pseudo) return pseudo[name];
    const { Type: type } = this.resource(name);
    const byArn = ['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic', 'AWS::Lambda::Version'];
    return byArn.includes(type) ? this.arnOf(name) : this.nameOf(name);
  }

  private attribute(argument: unknown): unknown {
    const [logicalId = '', attribute = ''] = Array.isArray(argument)
      ? argument.map(String)
      : String(argument).split('.');
    if (attribute === 'Arn' || attribute === 'TopicArn') return this.arnOf(logicalId);
    if (attribute === 'RoleId') return roleIdOf(logicalId);
    if (attribute === 'Name' || attribute === 'QueueName') return this.nameOf(logicalId);
    if (attribute === 'Version') return '1';
    throw new Error(`the local deployment does not know Fn::GetAtt ${logicalId}.${attribute}`);
  }

  private join(argument: unknown): string {
    const [separator, parts] = argument as [string, unknown[]];
    return (this.resolve(parts) as unknown[]).map(String).join(separator);
  }

  private substitute(argument: unknown): string {
    const text = Array.isArray(argument) ? String(argument[0]) : String(argument);
    return text.replace(/\$\{([\w:.]+)\}/g, (_, name: string) =>
      String(name.includes('.') ? this.attribute(name) : this.ref(name)),
    );
  }

  private property(logicalId: string, name: string): unknown {
    return this.resource(logicalId).Properties?.[name];
  }

  private resource(logicalId: string): Resource {
    const resource = this.template.Resources[logicalId];
    if (!resource) throw new Error(`the template has no resource ${logicalId}`);
    return resource;
  }
}

const NO_VALUE = Symbol('AWS::NoValue');
