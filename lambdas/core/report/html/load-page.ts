import type { LoadReport } from '../../load-report/load-report';
import { Budget } from './budget';
import { costSection } from './cost';
import { headHtml } from './head';
import { badRowSections } from './load-bad-rows';
import { loadChangeSections } from './load-changes';
import { loadFailuresSection } from './load-failures';
import { intakeSection } from './load-intake';
import { LOAD_LEGEND, loadPhasesOf } from './load-phases';
import { batchesSection } from './load-statements';
import { LOAD_STYLE } from './load-style';
import { loadTablesSection } from './load-tables';
import { headTotals } from './load-totals';
import { SQL_CHARACTERS } from './page';
import type { Section } from './section';
import { pageHtml } from './shell';
import { sqlSection } from './sql';
import { timelineSection } from './timeline';

/** `report.html` of a load run. It holds names, numbers, reasons and SQL, and no value of a row. */
export const renderLoadReport = (report: LoadReport): string => {
  const { pipeline, status, runId, startedAt, endedAt, tables } = report;
  const sql = new Budget(SQL_CHARACTERS);
  const anchors = new Map(tables.map(({ table }, i) => [table, `t${i}`]));
  const lanes = tables.map((table) => ({ ...table, phases: loadPhasesOf(table) }));
  const timeline = timelineSection(lanes, { startedAt, endedAt, legend: LOAD_LEGEND, done: 'applied' }, anchors);
  const sections: Section[] = [
    ...loadFailuresSection(report, sql),
    ...intakeSection(report),
    ...badRowSections(report),
    loadTablesSection(report, anchors),
    ...(timeline ? [timeline] : []),
    ...loadChangeSections(report),
    ...batchesSection(report),
    ...sqlSection(tables, sql),
    ...costSection(report),
  ];
  return pageHtml({
    title: `${pipeline} ${status} · ${runId}`,
    head: headHtml(report, 'load', headTotals(report)),
    sections,
    style: LOAD_STYLE,
  });
};
