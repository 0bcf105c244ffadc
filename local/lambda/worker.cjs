/**
 * Lambda's Node runtime in a worker thread: loads one bundled handler and runs the invocations that arrive as
 * messages. Plain CommonJS, because a worker starts without the loader that runs the rest of the project.
 *
 * In: { id, event: JSON text, context: { awsRequestId, deadlineMs, ... } }
 * Out: { ready: true } | { initError } | { id, payload: JSON text } | { id, error } | { fatal }
 * An error is { errorType, errorMessage, trace }, as the runtime reports it.
 */
const { existsSync } = require('node:fs');
const http = require('node:http');
const { join } = require('node:path');
const { types } = require('node:util');
const { parentPort, workerData } = require('node:worker_threads');
const { loadBundle } = require('./load-bundle.cjs');

/**
 * Invocations that overlap share this thread, and so the pool of 50 sockets that an SDK client has; on AWS each has a
 * client of its own. A call that waits on the server would keep its socket from all others.
 */
http.Agent = class extends http.Agent {
  constructor(options) {
    super({ ...options, maxSockets: Number.POSITIVE_INFINITY });
  }
};

const serialise = (error) =>
  types.isNativeError(error)
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const runtimeError = (errorType, errorMessage) => ({ errorType, errorMessage, trace: [] });

function load({ codeDir, handler }) {
  const dot = handler.lastIndexOf('.');
  const [moduleName, exportName] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const file = [`${moduleName}.js`, `${moduleName}.cjs`].map((name) => join(codeDir, name)).find(existsSync);
  if (!file) throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  const loaded = loadBundle(file)[exportName];
  if (typeof loaded !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (loaded.length >= 3) {
    throw runtimeError(
      'Runtime.CallbackHandlerDeprecated',
      'Callback-based handlers do not run; use an async function',
    );
  }
  return loaded;
}

function stringify(result) {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw runtimeError('Runtime.MarshalError', 'Unable to stringify response body');
  }
}

const asReport = (error) => (error?.errorType && Array.isArray(error.trace) ? error : serialise(error));

/** Resolves when all that was printed has reached the main thread, so that log lines come before the answer. */
const flushed = () =>
  Promise.all(
    [process.stdout, process.stderr]
      .filter((stream) => stream.writableLength > 0)
      .map((stream) => new Promise((resolve) => stream.write('', resolve))),
  );

async function answer(handler, event, context) {
  try {
    return { payload: stringify(await handler(event, context)) };
  } catch (error) {
    return { error: asReport(error) };
  }
}

async function invoke(handler, { id, event, context }) {
  const { deadlineMs, ...rest } = context;
  const message = await answer(handler, JSON.parse(event), {
    ...rest,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  });
  await flushed();
  parentPort.postMessage({ id, ...message });
}

const die = async (fatal) => {
  await flushed();
  parentPort.postMessage({ fatal });
  process.exit(1);
};
process.on('uncaughtException', (error) => die(serialise(error)));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace } = serialise(reason);
  die({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace });
});

try {
  const handler = load(workerData);
  parentPort.on('message', (message) => invoke(handler, message));
  parentPort.postMessage({ ready: true });
} catch (error) {
  parentPort.postMessage({ initError: asReport(error) });
}
