import type { StatesEvent } from './states/states-event';

interface Output {
  rows?: number;
  sizeBytes?: number;
}

/** How many of what there are, and how they go. */
interface Count {
  planned: number | undefined;
  running: number;
  done: number;
  failed: number;
}

/** What the view says of the run's tables so far. */
export interface Progress extends Count {
  rows: number;
  sizeBytes: number;
}

/** States of a load whose children read groups of objects, and what a group is then. */
const SHAPING: Readonly<Record<string, string>> = { ScanObjects: 'scanned', StageObjects: 'staged' };

const BAR_WIDTH = 24;

/**
 * Follows a run of either direction by the events of Step Functions, and shows it: a live line on a terminal, elsewhere a
 * line for each table, and for all groups of objects together.
 */
export class ProgressView {
  readonly progress: Progress = { planned: undefined, running: 0, done: 0, failed: 0, rows: 0, sizeBytes: 0 };
  /** Groups of objects of the state that is under way, or was last; undefined where the run shapes nothing. */
  groups: Count | undefined;
  private plannedGroups: number | undefined;
  private state = '';
  private readonly startedAt: number;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly now: () => number = Date.now,
  ) {
    this.startedAt = now();
    // Repaints while a statement runs and nothing happens.
    if (out.isTTY) this.timer = setInterval(() => this.paint(), 200).unref();
  }

  onEvent(event: StatesEvent): void {
    if (event.kind === 'progress') {
      if (!event.child && event.step === 'entered') this.enter(event.state);
    } else if (event.child) this.onChild(event.detail.status, event.detail.input, event.detail.output);
    this.paint();
  }

  plan(tables: number): void {
    this.progress.planned = tables;
  }

  /** Says how many groups the objects are read in, once it is known. */
  planGroups(groups: number): void {
    this.plannedGroups = groups;
    if (this.groups) this.groups.planned = groups;
  }

  end(): void {
    clearInterval(this.timer);
    this.paint();
    if (this.out.isTTY) this.out.write('\n');
  }

  private enter(state: string): void {
    const ended = SHAPING[this.state];
    if (ended !== undefined && this.groups && !this.out.isTTY) {
      const { done, failed } = this.groups;
      this.out.write(
        `  ${count(done)} ${done === 1 ? 'group' : 'groups'} of objects ${ended}${failed > 0 ? `, ${count(failed)} failed` : ''}\n`,
      );
    }
    this.state = state;
    if (SHAPING[state] !== undefined) this.groups = { planned: this.plannedGroups, running: 0, done: 0, failed: 0 };
  }

  private onChild(status: string, input: string, output: string | null): void {
    if (SHAPING[this.state] !== undefined && this.groups) follow(this.groups, status);
    else this.onTable(status, input, output);
  }

  private onTable(status: string, input: string, output: string | null): void {
    follow(this.progress, status);
    if (status === 'RUNNING') return;
    const table = (JSON.parse(input) as { item?: { label?: string } }).item?.label ?? '?';
    const result = JSON.parse(output ?? '{}') as Output;
    if (status === 'SUCCEEDED') {
      this.progress.rows += result.rows ?? 0;
      this.progress.sizeBytes += result.sizeBytes ?? 0;
    }
    if (this.out.isTTY) return;
    // A load tells rows alone: what it reads was counted when it was shaped.
    const bytes = result.sizeBytes === undefined ? '' : `, ${size(result.sizeBytes)}`;
    const outcome = status === 'SUCCEEDED' ? `${count(result.rows ?? 0)} rows${bytes}` : status;
    this.out.write(`  ${table}: ${outcome}\n`);
  }

  private paint(): void {
    if (!this.out.isTTY) return;
    const shaped = SHAPING[this.state];
    const isShaping = shaped !== undefined && this.groups !== undefined;
    const { planned, running, done, failed } = isShaping && this.groups ? this.groups : this.progress;
    const share = planned ? Math.min(1, (done + failed) / planned) : 0;
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
    const seconds = ((this.now() - this.startedAt) / 1000).toFixed(1);
    const { rows, sizeBytes } = this.progress;
    const amount = isShaping ? '' : `${count(rows)} rows · ${sizeBytes > 0 ? `${size(sizeBytes)} · ` : ''}`;
    const line =
      `${bar} ${done} of ${planned ?? '?'} ${isShaping ? `groups ${shaped}` : 'tables done'}, ${running} running, ` +
      `${failed} failed · ${amount}${seconds} s · ${this.state}`;
    this.out.write(`\r\u001b[K${line.slice(0, (this.out.columns ?? 120) - 1)}`);
  }
}

/** Counts a child by its new status. */
const follow = (of: Count, status: string): void => {
  if (status === 'RUNNING') {
    of.running++;
    return;
  }
  of.running--;
  if (status === 'SUCCEEDED') of.done++;
  else of.failed++;
};

/** `3,000,000` */
export const count = (number: number): string => number.toLocaleString('en-US');

/** `12.3 MB` */
export const size = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
};
