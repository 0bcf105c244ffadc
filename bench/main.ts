import { load } from './load/main';
import { orchestration } from './orchestration/main';
import { paging } from './paging/main';
import { shape } from './shape/main';

/** The benches by name; each takes arguments of its own. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  paging,
  orchestration,
  shape,
  load,
};

/** `npm run bench` runs all; `npm run bench -- orchestration 2000` one of them, with arguments. */
const main = async (): Promise<void> => {
  const [name, ...args] = process.argv.slice(2);
  const chosen = name === undefined ? Object.entries(BENCHES) : [[name, BENCHES[name]] as const];
  for (const [title, bench] of chosen) {
    if (!bench) throw new Error(`there is no bench ${title}; there is: ${Object.keys(BENCHES).join(', ')}`);
    console.log(`\n== ${title} ==`);
    await bench(args);
  }
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
