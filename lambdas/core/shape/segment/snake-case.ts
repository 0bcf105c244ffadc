/** Runs of capitals and digits, and the small letters and digits behind them. */
const SEGMENT_WORDS = /[A-Z0-9]+[a-z0-9]*|[a-z]+[a-z0-9]*/g;

/** Words with the digits that follow or lead them; then words alone; then digits alone. A capital begins a word. */
const RUDDERSTACK_WORDS =
  /[A-Z]?[a-z]+\d+|[A-Z]+\d+|\d+[A-Z]?[a-z]+|\d+[A-Z]+|[A-Z]?[a-z]+(?=[_A-Z]|$)|[A-Z]+(?=_|[A-Z][a-z]|$)|[A-Z]?[a-z]+|[A-Z]+|\d+/g;

/**
 * Snake case as Segment's warehouses have it: ASCII letters and digits are words, everything else separates them.
 * `CStringRef` is `cstring_ref`, `2FA Enabled` is `2fa_enabled`. Empty for text without any.
 */
export const segmentSnake = (text: string): string => (text.match(SEGMENT_WORDS) ?? []).join('_').toLowerCase();

/**
 * Snake case as RudderStack's warehouses have it, of new destinations: digits stay with their word, underscores in front
 * are kept. `CStringRef` is `c_string_ref`, `__v1 Text` is `__v1_text`. Empty for text without letters and digits.
 */
export const rudderstackSnake = (text: string): string => {
  const runs = (text.match(/[A-Za-z0-9]+/g) ?? []).join('_');
  const snake = (runs.match(RUDDERSTACK_WORDS) ?? []).join('_').toLowerCase();
  return snake === '' ? '' : (/^_*/.exec(text)?.[0] ?? '') + snake;
};
