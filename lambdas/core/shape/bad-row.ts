import type { BadRow, Location } from './change';

/** Characters of a record that go into the quarantine. */
export const BAD_TEXT_LENGTH = 1_000;

/** A record that cannot become a change, its text cut between characters. */
export const badRow = (location: Location, reason: string, text: string): BadRow => ({
  location,
  reason,
  text: cutText(text, BAD_TEXT_LENGTH),
});

const cutText = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  // A high surrogate would be left without its partner.
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
};
