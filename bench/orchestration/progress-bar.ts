const WIDTH = 30;

/** One line that grows; nothing where there is no terminal to draw on. */
export class ProgressBar {
  private shown = -1;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly label: string,
    private readonly total: number,
  ) {}

  show(done: number): void {
    const percent = Math.floor((done * 100) / this.total);
    if (!this.out.isTTY || percent === this.shown) return;
    this.shown = percent;
    const filled = Math.round((percent * WIDTH) / 100);
    this.out.write(`\r${this.label} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent} % `);
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\r\x1b[K');
  }
}
