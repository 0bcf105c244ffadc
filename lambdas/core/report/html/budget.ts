import { html } from './html';

/**
 * What is left of a number of characters. A page of thousands of tables stays small enough for a browser, since the long
 * texts are in report.json in any case.
 */
export class Budget {
  constructor(private left: number) {}

  /** Takes what a text needs once it is escaped; false, and nothing taken, where there is not enough left. */
  take(text: string): boolean {
    const needed = html`${text}`.text.length;
    if (needed > this.left) return false;
    this.left -= needed;
    return true;
  }

  /** The text, or its beginning where the budget is used up. */
  cut(text: string, beginning: number): string {
    if (text.length <= beginning || this.take(text)) return text;
    return `${text.slice(0, beginning)} … (in full in report.json)`;
  }
}
