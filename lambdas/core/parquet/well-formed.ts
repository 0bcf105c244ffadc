/** ES2024, in Node since 20. */
interface WellFormed {
  isWellFormed(): boolean;
}

/** Whether every surrogate has its partner, so that the text can be written as UTF-8 without loss. */
export const isWellFormed = (text: string): boolean => (text as unknown as WellFormed).isWellFormed();
