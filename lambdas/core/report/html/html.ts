const trusted = Symbol('html');

/** A piece of HTML that was built from checked parts only. */
export class Html {
  /** A private brand: a plain `{text}` object is not HTML. */
  readonly [trusted] = true;
  private constructor(readonly text: string) {}

  /** Wraps text without a check: for style and script of this folder, which hold no data. */
  static trusted(text: string): Html {
    return new Html(text);
  }

  toString(): string {
    throw new TypeError('HTML goes into HTML through the html tag, and out of it by .text');
  }
}

/** What the tag takes: text is escaped, HTML stays as it is, lists are joined, nothing is nothing. */
export type Piece = string | number | Html | undefined | false | readonly Piece[];

/**
 * The only way to build HTML. Whatever is not Html is escaped, for an element's text and for a quoted attribute alike;
 * an attribute without quotes is not safe.
 *
 * @example html`<td title="${note}">${name}</td>`
 */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  Html.trusted(strings.reduce((text, string, i) => text + textOf(pieces[i - 1]) + string));

const textOf = (piece: Piece): string => {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  return piece.map(textOf).join('');
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that HTML does not allow, or that would change the direction of the text around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

const escapeText = (text: string): string =>
  text.replace(REFUSED, '\ufffd').replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
