/** The words that JSON has, as bytes. */
const wordOf = (word: string): readonly number[] => [...word].map((letter) => letter.charCodeAt(0));
export const TRUE = wordOf('true');
export const FALSE = wordOf('false');
export const NULL = wordOf('null');

/** Whether such a word stands there. What follows is not looked at. */
export const isWord = (bytes: Buffer, at: number, word: readonly number[]): boolean => {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
};
