export default {
  testEnvironment: '<rootDir>/test/support/test-environment.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // These packages ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(hyparquet|hyparquet-writer|hyparquet-compressors|hysnappy)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.shuttle'],
  // In jest's contexts a global takes some hundred nanoseconds to look up: these do not. None that a test may replace.
  sandboxInjectedGlobals: [
    ...['Object', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON', 'RegExp', 'Reflect'],
    ...['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Buffer', 'Uint8Array', 'ArrayBuffer', 'DataView'],
    ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'],
  ],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Most take seconds; a machine that does other things as well may need many times as long.
  testTimeout: 240_000,
  maxWorkers: 2,
  // A worker has nothing open at its end, but gives back the memory of hundreds of files: half a second is not enough for that.
  workerGracefulExitTimeout: 30_000,
};
