import { type Html, html } from './html';
import { type Ended, signOf, statusClass, worstFirst } from './outcome';
import type { Phase, PhaseName } from './phases';
import { counted, secondsText } from './quantity';
import type { Section } from './section';
import { type TimeScale, timeScale } from './time-scale';

const ROW = 26;
const BAR = 14;
const AXIS = 26;
/** A name of more characters may be cut. */
const CUT = 24;

/** A table with the phases that it went through. */
export interface Lane extends Ended {
  phases: readonly Phase[];
}

export interface TimelineOptions {
  /** ISO 8601. */
  startedAt: string;
  endedAt: string;
  /** What the phases mean. */
  legend: readonly (readonly [PhaseName, string])[];
  /** What a table is that ended well: `committed`, `applied`. */
  done: string;
}

/**
 * One bar a table over the time of the run. Bars are laid out in percent, so that they fit any width while texts keep
 * their size; names stand beside the drawing, where they can be cut.
 */
export const timelineSection = (
  all: readonly Lane[],
  options: TimelineOptions,
  anchors: ReadonlyMap<string, string>,
): Section | undefined => {
  const tables = worstFirst(all).filter(({ phases }) => phases.length > 0);
  if (tables.length === 0) return undefined;
  const scale = timeScale(Date.parse(options.startedAt), endOf(options, tables));
  const height = tables.length * ROW;
  const body = html`${legendHtml(options)}
<div class="timeline" tabindex="0" role="region" aria-label="Timeline">
<div class="axis"><span>Table</span>${axisHtml(scale)}<span class="n">Took</span></div>
<div class="lanes">
<ol class="names">${tables.map(
    ({ table, status }) =>
      html`<li><a href="#${anchors.get(table) ?? 'tables'}"${table.length > CUT && html` title="${table}"`}><span class="${statusClass(status)}">${signOf(status)}</span> ${table}</a></li>`,
  )}</ol>
<svg role="img" aria-labelledby="timeline-t" width="100%" height="${height}"><title id="timeline-t">${counted(tables.length, 'table')} over the time of the run; the tables below say the same in numbers</title>
${scale.ticks.map(({ percent }) => html`<line class="grid" x1="${percent}%" x2="${percent}%" y1="0" y2="${height}"/>`)}
${tables.map((table, i) => barHtml(table, i, scale, options.done))}</svg>
<ol class="took" aria-hidden="true">${tables.map((table) => html`<li>${tookText(table)}</li>`)}</ol>
</div></div>
`;
  return { id: 'timeline', title: 'Timeline', body };
};

/** Also a table may end after the run by its clock; the bar must not leave the drawing. */
const endOf = ({ endedAt }: TimelineOptions, tables: readonly Lane[]): number =>
  tables.reduce((last, { phases }) => Math.max(last, phases.at(-1)?.toMs ?? 0), Date.parse(endedAt));

const tookText = ({ phases }: Lane): string =>
  secondsText(((phases.at(-1)?.toMs ?? 0) - (phases[0]?.fromMs ?? 0)) / 1000);

const barHtml = (lane: Lane, row: number, scale: TimeScale, done: string): Html => {
  const { table, status, phases } = lane;
  const y = row * ROW + (ROW - BAR) / 2;
  const words = phases.map(({ name, fromMs, toMs }) => `${name} ${secondsText((toMs - fromMs) / 1000)}`);
  return html`<g class="bar ${statusClass(status)}"><title>${table}: ${words.join(', ')}, ${status}</title>${phases.map(
    (phase) => phaseHtml(phase, y, scale),
  )}${endMark(lane, row, scale, done)}</g>\n`;
};

const phaseHtml = ({ name, fromMs, toMs }: Phase, y: number, scale: TimeScale): Html => {
  const from = scale.at(fromMs);
  const width = Math.round((scale.at(toMs) - from) * 100) / 100;
  return html`<rect class="${name}" x="${from}%" y="${y}" width="${width}%" height="${BAR}"/>`;
};

/** How it ended, as a sign behind the bar; the drawing has a margin for it. */
const endMark = ({ status, phases }: Lane, row: number, scale: TimeScale, done: string): Html => {
  const words = status === done ? signOf(status) : `${signOf(status)} ${status}`;
  return html`<text x="${scale.at(phases.at(-1)?.toMs ?? 0)}%" dx="6" y="${row * ROW + ROW / 2}">${words}</text>`;
};

const axisHtml = ({ ticks }: TimeScale): Html =>
  html`<svg role="img" aria-label="Time since the start of the run" width="100%" height="${AXIS}">${ticks.map(
    ({ percent, label }, i) =>
      html`<line class="grid" x1="${percent}%" x2="${percent}%" y1="${AXIS - 5}" y2="${AXIS}"/><text x="${percent}%" dx="${percent === 0 ? 0 : -2}" y="${AXIS / 2}"${percent > 0 && html` class="middle${i % 2 === 1 && ' odd'}"`}>${label}</text>`,
  )}</svg>`;

/** The legend also holds the patterns that the bars are filled with. */
const legendHtml = ({
  legend,
  done,
}: TimelineOptions): Html => html`<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="p-planned" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="ground" width="4" height="4"/><circle class="ink" cx="2" cy="2" r=".8"/></pattern>
<pattern id="p-verifying" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="5" height="5"/><rect class="ink" width="2.2" height="5"/></pattern>
<pattern id="p-failed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="ink" width="1.6" height="6"/><rect class="ink" width="6" height="1.6"/></pattern>
</defs></svg>
<ul class="legend">${legend.map(
  ([name, words]) =>
    html`<li><svg width="28" height="14" aria-hidden="true"><rect class="${name}" width="28" height="14"/></svg> ${words}</li>`,
)}<li><b aria-hidden="true">✓</b> ${done}</li><li><b aria-hidden="true">✗</b> failed</li></ul>`;
