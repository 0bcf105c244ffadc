import { parseLoadPipeline } from '../../../../lambdas/core/config/load-pipeline';
import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { tableQuotaOf } from '../../../../lambdas/core/config/table-quota';

const SOURCE = '{format: debezium, bucket: abc, prefix: cdc}';

it.each([
  ['workgroup: demo', 200_000],
  ['clusterIdentifier: one', 9_900],
  ['clusterIdentifier: one, tableQuota: 20000', 20_000],
  ['workgroup: demo, tableQuota: 500', 500],
])('of a warehouse with %s is %i, in the run as in the file', (keys, quota) => {
  const file = parseShuttleFile(
    `stack: s\nwarehouse: {region: eu-west-1, database: dev, ${keys}}\nload: [{name: cdc, source: ${SOURCE}}]`,
  );
  const [load] = file.load ?? [];
  expect(tableQuotaOf(parseLoadPipeline(JSON.parse(JSON.stringify(load))).warehouse)).toBe(quota);
});
