import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { forgetStorages, watchStorages } from './async-storages';
import { compileOnce } from './compile-once';

compileOnce();
watchStorages();

/** Jest's environment for Node, without what would make each test file slower than the one before. */
export default class TestEnvironment extends NodeEnvironment {
  override async teardown(): Promise<void> {
    await super.teardown();
    forgetStorages();
  }
}
