import { type CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { NAG_ACKNOWLEDGEMENTS } from '../../lib/nag-acknowledgements';
import { temporaryFolder } from '../../lib/temporary-folder';
import { synthesise } from '../support/synthesise';
import { LOAD_VARIANTS, VARIANTS } from '../support/variants';

const used = new Set<string>();

/** Remembers which acknowledgements a finding has met; nag asks for one only when a rule finds something. */
class RecordingChecks extends AwsSolutionsChecks {
  constructor(scope: IConstruct) {
    super(scope);
    const checks = this as unknown as { isAcknowledged(resource: CfnResource, id: string): boolean };
    const ask = checks.isAcknowledged.bind(this);
    checks.isAcknowledged = (resource, id) => {
      const acknowledged = ask(resource, id);
      if (acknowledged) used.add(`${resource.node.path} ${id}`);
      return acknowledged;
    };
  }
}

const acknowledgementsIn = (stack: IConstruct): { at: string; reason: string }[] =>
  stack.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ at: `${construct.node.path} ${id.replace(/^Annotation::/, '')}`, reason })),
  );

describe('cdk-nag AwsSolutions', () => {
  const reasonsUsed = new Set<string>();

  it.each([...Object.entries(VARIANTS), ...Object.entries(LOAD_VARIANTS)])(
    'finds nothing in %s that is not acknowledged',
    (_, yaml) => {
      const stack = synthesise(yaml, temporaryFolder('shuttle-nag-'), (app) => [new RecordingChecks(app)]);
      const acknowledged = acknowledgementsIn(stack);
      expect(acknowledged.length).toBeGreaterThan(0);
      // Each acknowledgement answers a finding.
      expect(acknowledged.filter(({ at }) => !used.has(at))).toEqual([]);
      for (const { reason } of acknowledged) reasonsUsed.add(reason);
    },
  );

  it('has no acknowledgement that nothing needs, and a reason of its own for each', () => {
    const reasons = NAG_ACKNOWLEDGEMENTS.map(({ reason }) => reason);
    expect(reasons.filter((reason) => !reasonsUsed.has(reason))).toEqual([]);
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});
