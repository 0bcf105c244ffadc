import { RUNBOOK_ENTRIES } from '../../lib/runbook';
import { synth } from '../support/synth';
import { headings, readPage, section } from './markdown';

const page = readPage('docs/runbook.md');
const entries = headings(page)
  .filter(({ depth }) => depth === 2)
  .map(({ slug }) => slug);

/** A stack with every alarm and every notification that there is. */
const stack = synth(`
stack: shuttle-test
alarmEmail: data@example.com
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract:
  - { name: lake, schedule: rate(1 day), expectEvery: 26h, tables: {public.orders: {expectEvery: 2h}} }
`);
const alarms = Object.values(stack.resources('AWS::CloudWatch::Alarm')).map(({ Properties }) => ({
  name: Properties.AlarmName as string,
  description: Properties.AlarmDescription as string,
}));
/** Rules that write to the topic. */
const notifications = Object.values(stack.resources('AWS::Events::Rule')).flatMap(({ Properties }) =>
  (Properties.Targets as { Arn: { Ref?: string }; InputTransformer?: unknown }[])
    .filter(({ Arn }) => Arn.Ref?.startsWith('MonitoringTopic'))
    .map((target) => ({ name: Properties.Name as string, text: JSON.stringify(target.InputTransformer) })),
);
const entryIn = (text: string): string | undefined => /docs\/runbook\.md#([\w-]+)/.exec(text)?.[1];

describe('the runbook', () => {
  it('has all entries, and each is asked for by something', () => {
    expect(entries).toEqual([...RUNBOOK_ENTRIES]);
    const asked = [...alarms.map(({ description }) => description), ...notifications.map(({ text }) => text)].map(
      entryIn,
    );
    expect(new Set(asked)).toEqual(new Set(RUNBOOK_ENTRIES));
  });

  it.each(alarms)('has an entry for the alarm $name, which names it', ({ name, description }) => {
    const entry = entryIn(description);
    expect(entries).toContain(entry);
    // The entry is what the alarm is called.
    expect(name).toContain(`_${entry}`);
    expect(section(page, entry!)).toContain(`_${entry}`);
  });

  it.each(notifications)('has an entry for the notification of $name', ({ text }) => {
    expect(entries).toContain(entryIn(text));
  });

  it.each([...RUNBOOK_ENTRIES])('says of %s what it means, what to look at and how to repair it', (entry) => {
    const text = section(page, entry);
    for (const part of ['- **It means.**', '- **Look at.**', '- **Repair.**']) expect(text).toContain(part);
  });

  it('looks at more than one of each', () => {
    expect(alarms.length).toBeGreaterThanOrEqual(5);
    expect(notifications.length).toBeGreaterThanOrEqual(2);
  });
});
