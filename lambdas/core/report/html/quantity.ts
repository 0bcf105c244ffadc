import { type Html, html } from './html';

/** `1,240,112` */
export const count = (number: number): string => number.toLocaleString('en-US');

/** `17.97 billion`: what is too long to stand large. */
export const largeCount = (number: number): string =>
  number < 1e9 ? count(number) : `${(number / 1e9).toFixed(2)} billion`;

/** `1 table`, `2 tables`, `3 batches` */
export const counted = (number: number, of: string, many = `${of}s`): string =>
  `${count(number)} ${number === 1 ? of : many}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `12.3 MB`, in powers of 1,000. */
export const sizeText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
};

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min` */
export const secondsText = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${count(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`;
};

/** `2026-01-05 03:10:00`, in UTC; a text that is no time stays as it is. */
export const timeText = (iso: string): string => {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 19).replace('T', ' ');
};

/** A moment, with its exact text. */
export const moment = (iso: string): Html => html`<time datetime="${iso}" title="${iso}">${timeText(iso)} UTC</time>`;

/** A short text for an exact value, which is shown where the pointer rests. */
export const exact = (short: string, value: string): Html => html`<span title="${value}">${short}</span>`;

export const size = (bytes: number): Html => exact(sizeText(bytes), `${count(bytes)} bytes`);

export const seconds = (value: number): Html => exact(secondsText(value), `${value} seconds`);

/** `$0.0123`: as many digits as it takes to see three of them. */
export const dollars = (amount: number): string => {
  if (amount === 0) return '$0';
  const digits = amount >= 1 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(amount)));
  return `$${amount.toFixed(digits)}`;
};

const two = (number: number): string => String(number).padStart(2, '0');
