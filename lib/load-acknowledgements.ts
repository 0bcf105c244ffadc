import type { NagAcknowledgement } from './nag-acknowledgements';

/** Findings of cdk-nag about load pipelines that are no faults. */
export const LOAD_ACKNOWLEDGEMENTS: readonly NagAcknowledgement[] = [
  {
    rule: 'AwsSolutions-IAM5',
    path: /^(Functions|Warehouses)\//,
    resource: /\/(staging\/\*|collect\/(batches\/)?\*|runs\/\*\/manifests\/\*|tables\/\*\/names\.json)$/,
    reason: "Below the load pipeline's own prefix, keys hold names of batches, tables and runs that only a run knows.",
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Functions\/(scan|stage)-objects\/Role\//,
    resource: /\/(?<!\/(staging|runs|quarantine)\/)\*$/,
    reason: 'Which objects there are to load is known to a run only; the bucket and the prefix are named.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Functions\/(plan-batches|DataApi)\/Role\//,
    resource: /\/(tables|groups)\/\*$/,
    reason: 'Which tables an extract pipeline has committed, and in which batches, is known from its folder only.',
  },
];
