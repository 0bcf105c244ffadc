import type { StatesEvent } from './states/states-event';

interface Output {
  rows?: number;
  sizeBytes?: number;
}

/** What the view says of the run so far. */
export interface Progress {
  planned: number | undefined;
  running: number;
  done: number;
  failed: number;
  rows: number;
  sizeBytes: number;
}

const BAR_WIDTH = 24;

/** Follows a run by the events of Step Functions, and shows it: a live line on a terminal, a line a table elsewhere. */
export class ProgressView {
  readonly progress: Progress = { planned: undefined, running: 0, done: 0, failed: 0, rows: 0, sizeBytes: 0 };
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
      if (!event.child && event.step === 'entered') this.state = event.state;
    } else if (event.child) this.onChild(event.detail.status, event.detail.input, event.detail.output);
    this.paint();
  }

  plan(tables: number): void {
    this.progress.planned = tables;
  }

  end(): void {
    clearInterval(this.timer);
    this.paint();
    if (this.out.isTTY) this.out.write('\n');
  }

  private onChild(status: string, input: string, output: string | null): void {
    if (status === 'RUNNING') {
      this.progress.running++;
      return;
    }
    this.progress.running--;
    const table = (JSON.parse(input) as { item?: { label?: string } }).item?.label ?? '?';
    const result = JSON.parse(output ?? '{}') as Output;
    if (status === 'SUCCEEDED') {
      this.progress.done++;
      this.progress.rows += result.rows ?? 0;
      this.progress.sizeBytes += result.sizeBytes ?? 0;
    } else this.progress.failed++;
    if (this.out.isTTY) return;
    const outcome = status === 'SUCCEEDED' ? `${count(result.rows ?? 0)} rows, ${size(result.sizeBytes ?? 0)}` : status;
    this.out.write(`  ${table}: ${outcome}\n`);
  }

  private paint(): void {
    if (!this.out.isTTY) return;
    const { planned, running, done, failed, rows, sizeBytes } = this.progress;
    const share = planned ? Math.min(1, (done + failed) / planned) : 0;
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
    const seconds = ((this.now() - this.startedAt) / 1000).toFixed(1);
    const line =
      `${bar} ${done} of ${planned ?? '?'} tables done, ${running} running, ${failed} failed · ` +
      `${count(rows)} rows · ${size(sizeBytes)} · ${seconds} s · ${this.state}`;
    this.out.write(`\r\u001b[K${line.slice(0, (this.out.columns ?? 120) - 1)}`);
  }
}

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
