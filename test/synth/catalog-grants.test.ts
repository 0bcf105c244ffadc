import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { CATALOG_ACKNOWLEDGEMENT, type CatalogPlace, grantCatalog } from '../../lib/catalog-grants';
import { lambdaRole } from '../../lib/function';
import { acknowledgeNag, type NagAcknowledgement } from '../../lib/nag-acknowledgements';
import { temporaryFolder } from '../../lib/temporary-folder';

/** A stack with the role of the function that registers tables, where the functions of a pipeline have theirs. */
const stackWith = (places: CatalogPlace[], acknowledgements: NagAcknowledgement[] = []): { app: App; stack: Stack } => {
  const app = new App({ outdir: temporaryFolder('shuttle-synth-'), analyticsReporting: false });
  const stack = new Stack(app, 'shuttle-test', { env: { account: '123456789012', region: 'eu-west-1' } });
  const role = lambdaRole(new Construct(new Construct(stack, 'Functions'), 'register-table'), 'registers tables');
  grantCatalog(role, places);
  acknowledgeNag(stack, acknowledgements);
  return { app, stack };
};

interface Statement {
  Action: string[];
  Resource: unknown[];
}

const statementsOf = ({ stack }: { stack: Stack }) => {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(policies).toHaveLength(1);
  const { Statement } = policies[0]!.Properties.PolicyDocument as { Statement: Statement[] };
  const flat = (text: string): string => text.replace('{"Ref":"AWS::Partition"}', 'aws');
  return Statement.map(({ Action, Resource }) => ({
    actions: Action,
    resources: Resource.map((one) =>
      (one as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
        .map((part) => (typeof part === 'string' ? part : flat(JSON.stringify(part))))
        .join('')
        .replace('arn:aws:glue:eu-west-1:123456789012:', ''),
    ),
  }));
};

describe('grantCatalog', () => {
  it('lets a role register tables and delete none', () => {
    const [statement, ...more] = statementsOf(stackWith([{ database: 'lake' }]));
    expect(more).toEqual([]);
    expect(statement).toEqual({
      actions: [
        'glue:GetTable',
        'glue:CreateTable',
        'glue:UpdateTable',
        'glue:GetPartitions',
        'glue:BatchCreatePartition',
        'glue:BatchDeletePartition',
        'glue:UpdatePartition',
      ],
      resources: ['catalog', 'database/lake', 'table/lake/*__*'],
    });
  });

  it.each<[string, CatalogPlace[], string[][]]>([
    [
      'a template',
      [{ database: 'lake', tableName: 'Raw {schema}_{table}' }],
      [['catalog', 'database/lake', 'table/lake/raw_*_*']],
    ],
    [
      'a table by name',
      [{ database: 'lake', tableName: 'orders' }],
      [['catalog', 'database/lake', 'table/lake/orders']],
    ],
    [
      'parts that meet',
      [{ database: 'lake', tableName: '{schema}{table}' }],
      [['catalog', 'database/lake', 'table/lake/*']],
    ],
    [
      'two pipelines in one database',
      [
        { database: 'lake', tableName: 'b_{table}' },
        { database: 'lake', tableName: 'a_{table}' },
        { database: 'lake', tableName: 'a_{table}' },
      ],
      [['catalog', 'database/lake', 'table/lake/a_*', 'table/lake/b_*']],
    ],
    [
      'two databases',
      [{ database: 'raw' }, { database: 'lake', tableName: 'x_{table}' }],
      [
        ['catalog', 'database/raw', 'table/raw/*__*'],
        ['catalog', 'database/lake', 'table/lake/x_*'],
      ],
    ],
  ])('names what may be touched: %s', (_, places, expected) => {
    expect(statementsOf(stackWith(places)).map(({ resources }) => resources)).toEqual(expected);
  });
});

describe('cdk-nag AwsSolutions', () => {
  const synthesise = (acknowledgements: NagAcknowledgement[]) => () => {
    const { app } = stackWith([{ database: 'lake' }, { database: 'raw', tableName: '{table}' }], acknowledgements);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    app.synth();
  };

  it('finds the wildcards, and nothing else', () => {
    expect(synthesise([])).toThrow();
    expect(synthesise([CATALOG_ACKNOWLEDGEMENT])).not.toThrow();
  });
});
