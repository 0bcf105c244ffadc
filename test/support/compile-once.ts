import vm from 'node:vm';

type Compile = typeof vm.compileFunction;

/** What the file of a module has been compiled to in this process. */
interface Compiled {
  code: string;
  script: vm.Script;
}

const compiled = new Map<string, Compiled>();

const MARK = Symbol.for('redshift-shuttle.compile-once');

/**
 * Has jest compile each module once for a process, where it would once for every test file that loads it: a tenth of the
 * whole run. Every test file still runs modules of its own, in a context of its own. V8 keeps with a script what it has
 * compiled of it, which it does not with what `compileFunction` makes.
 */
export const compileOnce = (): void => {
  const compile = vm.compileFunction as Compile & { [MARK]?: true };
  if (compile[MARK]) return;
  const once: Compile = (code, params = [], options = {}) =>
    scriptOf(code, params, options)?.runInContext(options.parsingContext as vm.Context) ??
    compile(code, params, options);
  vm.compileFunction = Object.assign(once, { [MARK]: true });
};

/** None where it does not pay, or would not be the same: an error of syntax is `compileFunction`'s to report. */
const scriptOf = (
  code: string,
  params: readonly string[],
  { filename, parsingContext }: vm.CompileFunctionOptions,
): vm.Script | undefined => {
  if (filename === undefined || parsingContext === undefined || filename.endsWith('.test.ts')) return undefined;
  const kept = compiled.get(filename);
  if (kept?.code === code) return kept.script;
  // A dynamic import is resolved by who compiled it: by the test file, not by the process.
  if (code.startsWith('#!') || /\bimport\s*\(/.test(code)) return undefined;
  const head = `(function (${params.join(', ')}) {`;
  try {
    const script = new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
    compiled.set(filename, { code, script });
    return script;
  } catch {
    return undefined;
  }
};
