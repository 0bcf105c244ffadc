import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { WarmThreads } from '../../local/lambda/warm-threads';
import { forgetStorages, watchStorages } from './async-storages';
import { compileOnce } from './compile-once';
import { WARM_FUNCTIONS } from './warm-functions';

compileOnce();
watchStorages();
const threads = new WarmThreads();

/** Jest's environment for Node, without what would make each test file slower than the one before. */
export default class TestEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { [WARM_FUNCTIONS]: threads });
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    forgetStorages();
  }
}
