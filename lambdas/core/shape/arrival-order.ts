/** Positions have at most 64 characters; this leaves 19 for the record, and one for the place within it. */
const MAX_OBJECT_ORDER = 44;
const RECORD_DIGITS = 19;

/** Positions of an object's records in their order, behind those of every object before it. */
export class ArrivalOrder {
  private count = 0;

  /** @throws RangeError for more than 44 characters */
  constructor(private readonly objectOrder: string) {
    if (objectOrder.length > MAX_OBJECT_ORDER)
      throw new RangeError(`objectOrder has more than ${MAX_OBJECT_ORDER} characters`);
  }

  next(): string {
    return this.objectOrder + String(++this.count).padStart(RECORD_DIGITS, '0');
  }
}
