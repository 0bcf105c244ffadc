import { readDecimal } from '../decimal-value';

/** A number of JSON as text: as the double prints that is the same number, where there is one, else as it is. */
export const numberText = (text: string): string => {
  const double = Number(text);
  const printed = String(double);
  if (printed === text) return text;
  const [exact, held] = [readDecimal(text), Number.isFinite(double) ? readDecimal(printed) : undefined];
  const isHeld =
    exact !== undefined &&
    held !== undefined &&
    exact.digits === held.digits &&
    exact.point === held.point &&
    // A zero has no sign: JSON.parse and String leave none either.
    (exact.negative === held.negative || exact.digits === '');
  return isHeld ? printed : text;
};
