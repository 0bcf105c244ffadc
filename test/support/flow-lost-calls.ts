import type { Flow } from './flow-rig';

/** What of a call's name differs from run to run: ids of runs, of statements and of invocations. */
const named = (call: string): string =>
  call
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]+/g, 'RUN')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(/-[0-9a-f]{12}(?=\.)/g, '-INVOCATION');

/** Watches the calls of a run; those that `isLost` names are lost. Names are the same in each run. */
export const watchCalls = (flow: Flow, isLost: (name: string) => boolean, when: 'before' | 'after'): string[] => {
  const seen: string[] = [];
  const times = new Map<string, number>();
  const meet = (call: string): boolean => {
    const plain = named(call);
    const time = (times.get(plain) ?? 0) + 1;
    times.set(plain, time);
    const name = `${plain} ${time}`;
    seen.push(name);
    return isLost(name);
  };
  flow.s3Fault = ({ op, key = '' }) => (meet(`s3 ${op} ${key}`) ? { [when]: 'drop' } : undefined);
  flow.dataApiFault = ({ operation }) => (meet(`data ${operation}`) ? { when } : undefined);
  flow.glueFault = ({ operation, input }) => (meet(`glue ${operation} ${input.Name ?? ''}`) ? { when } : undefined);
  return seen;
};

/** Each call once before its effect and once after it, many in a run. */
export const lossesOf = (parts: number): { when: 'before' | 'after'; part: number }[] =>
  (['before', 'after'] as const).flatMap((when) => Array.from({ length: parts }, (_, part) => ({ when, part })));
