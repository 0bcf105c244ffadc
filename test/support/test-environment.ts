import { setFlagsFromString } from 'node:v8';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { FUNCTION_CODE } from './assemblies';
import { forgetStorages, watchStorages } from './async-storages';
import { compileOnce } from './compile-once';
import { FUNCTIONS_HERE } from './in-process/functions-here';
import { InProcessFunctions } from './in-process/in-process-functions';

compileOnce();
watchStorages();
const functions = new InProcessFunctions(() => FUNCTION_CODE);

/** Test files that run the whole stack, once or a few times. */
const WHOLE_STACK = /[\\/]test[\\/](e2e|examples|fault|model|workflow)[\\/]/;

/**
 * Bytes of bytecode that a function may run through before V8 looks whether to optimise it; 67,584 by V8's own measure. Of a
 * whole stack little is run often enough to earn the compiler's time back, which was a sixth of all.
 */
const SPREAD_WORK = 400_000;
const USUAL = 67_584;

/** Jest's environment for Node, without what would make each test file slower than the one before. */
export default class TestEnvironment extends NodeEnvironment {
  constructor(...args: ConstructorParameters<typeof NodeEnvironment>) {
    super(...args);
    setFlagsFromString(`--interrupt-budget=${WHOLE_STACK.test(args[1].testPath) ? SPREAD_WORK : USUAL}`);
  }

  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { [FUNCTIONS_HERE]: functions });
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    forgetStorages();
  }
}
