import type { Report } from '../../progress/report';
import { Budget } from './budget';
import { changeSections } from './changes';
import { costSection } from './cost';
import { failuresSection } from './failures';
import { headHtml } from './head';
import { Html, html } from './html';
import { SCRIPT, SCRIPT_HASH } from './script';
import { contentsHtml, type Section, sectionHtml } from './section';
import { sqlSection } from './sql';
import { statementsSection } from './statements';
import { STYLE } from './style';
import { tablesSection } from './tables';
import { timelineSection } from './timeline';

/** Characters of SQL on the page, failed tables first; the rest is in report.json. */
const SQL_CHARACTERS = 400_000;

/**
 * `report.html`: one page without any other resource, complete without script. Of 2,000 tables it is under 3 MB.
 *
 * Every text comes through the `html` tag, which escapes it; besides, the page's policy lets its own script run and
 * nothing else, and nothing be loaded.
 */
export const renderReport = (report: Report): string => {
  const sql = new Budget(SQL_CHARACTERS);
  const anchors = new Map(report.tables.map(({ table }, i) => [table, `t${i}`]));
  const timeline = timelineSection(report, anchors);
  const sections: Section[] = [
    ...failuresSection(report, sql),
    ...(timeline ? [timeline] : []),
    tablesSection(report, anchors),
    ...changeSections(report),
    ...statementsSection(report),
    ...sqlSection(report, sql),
    ...costSection(report),
  ];
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.pipeline} ${report.status} · ${report.runId}</title>
<style>${Html.trusted(STYLE)}</style>
</head>
<body>
${headHtml(report)}${contentsHtml(sections)}<main>
${sections.map(sectionHtml)}</main>
<footer><p>Times are UTC. The same in full, for machines: <a href="report.json">report.json</a>.</p></footer>
<script>${Html.trusted(SCRIPT)}</script>
</body>
</html>
`.text;
};
