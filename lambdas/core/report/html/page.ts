import type { Report } from '../../progress/report';
import { Budget } from './budget';
import { changeSections } from './changes';
import { costSection } from './cost';
import { extractTotals } from './extract-totals';
import { failuresSection } from './failures';
import { headHtml } from './head';
import { EXTRACT_LEGEND, phasesOf } from './phases';
import type { Section } from './section';
import { pageHtml } from './shell';
import { sqlSection } from './sql';
import { statementsSection } from './statements';
import { STYLE } from './style';
import { tablesSection } from './tables';
import { timelineSection } from './timeline';

/** Characters of SQL on the page, failed tables first; the rest is in report.json. */
export const SQL_CHARACTERS = 400_000;

/** `report.html` of an extract run. Of 2,000 tables it is under 3 MB. */
export const renderReport = (report: Report): string => {
  const { pipeline, status, runId, startedAt, endedAt } = report;
  const sql = new Budget(SQL_CHARACTERS);
  const anchors = new Map(report.tables.map(({ table }, i) => [table, `t${i}`]));
  const lanes = report.tables.map((table) => ({ ...table, phases: phasesOf(table) }));
  const timeline = timelineSection(lanes, { startedAt, endedAt, legend: EXTRACT_LEGEND, done: 'committed' }, anchors);
  const sections: Section[] = [
    ...failuresSection(report, sql),
    ...(timeline ? [timeline] : []),
    tablesSection(report, anchors),
    ...changeSections(report),
    ...statementsSection(report),
    ...sqlSection(report.tables, sql),
    ...costSection(report),
  ];
  return pageHtml({
    title: `${pipeline} ${status} · ${runId}`,
    head: headHtml(report, 'extract', extractTotals(report)),
    sections,
    style: STYLE,
  });
};
