/** Documents read at a time. */
const READERS = 16;

/** Reads what belongs to each name, some at a time. */
export const forEachName = async (
  names: AsyncIterable<string>,
  read: (name: string) => Promise<void>,
): Promise<void> => {
  const all: string[] = [];
  for await (const name of names) all.push(name);
  const reader = async () => {
    for (let name = all.shift(); name !== undefined; name = all.shift()) await read(name);
  };
  await Promise.all(Array.from({ length: READERS }, reader));
};
