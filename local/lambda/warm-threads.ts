import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, type FunctionSpec } from './function-spec';
import { FunctionThread, type ThreadSource } from './function-thread';

/** Variables that tell where a server is. */
const ENDPOINT = /^AWS_ENDPOINT_URL_/;

/** Those that a function has no use for before it is invoked, and may change while it is warm. */
const CHANGEABLE = ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_LOG_GROUP_NAME', 'LAMBDA_TASK_ROOT'];

/** A stack's functions, and some of another's. */
const MOST_IDLE = 40;

interface Warm {
  key: string;
  /** The endpoints that the function was loaded with: its clients keep them. */
  endpoints: Record<string, string>;
}

/**
 * Keeps the threads of functions for the next stack that has the same code in the same environment, as Lambda keeps its
 * environments warm from one invocation to the next, until `close`: what V8 has learnt of a bundle in a thread is worth more than
 * the whole work of a short run. Connections are led to where the servers are now.
 */
export class WarmThreads implements ThreadSource {
  /** Longest idle first. */
  private readonly idle = new Set<FunctionThread>();
  private readonly known = new WeakMap<FunctionThread, Warm>();
  private readonly hashes = new Map<string, string>();

  take(spec: FunctionSpec): FunctionThread {
    const environment = environmentOf(spec);
    const endpoints = Object.fromEntries(Object.entries(environment).filter(([name]) => ENDPOINT.test(name)));
    const fixed = Object.entries(environment).filter(([name]) => !ENDPOINT.test(name) && !CHANGEABLE.includes(name));
    const key = JSON.stringify([this.hashOf(spec.codeDir), spec.handler, Object.keys(endpoints).sort(), fixed.sort()]);
    const thread = [...this.idle].find((one) => this.known.get(one)?.key === key);
    const warm = thread && this.known.get(thread);
    if (!thread || !warm) {
      const started = new FunctionThread(spec);
      this.known.set(started, { key, endpoints });
      void started.exited.then(() => this.idle.delete(started));
      return started;
    }
    this.idle.delete(thread);
    const port = (url: string | undefined) => new URL(url ?? '').port;
    const ports = Object.entries(warm.endpoints).map(([name, was]) => [port(was), port(endpoints[name])]);
    const changed = CHANGEABLE.map((name) => [name, environment[name] ?? '']);
    thread.move(Object.fromEntries(changed), Object.fromEntries(ports));
    return thread;
  }

  async leave(thread: FunctionThread): Promise<void> {
    thread.holder = undefined;
    this.idle.add(thread);
    for (const oldest of [...this.idle].slice(0, Math.max(0, this.idle.size - MOST_IDLE))) {
      this.idle.delete(oldest);
      await oldest.terminate();
    }
  }

  /** Ends the threads that nobody has: they keep the process from ending. */
  async close(): Promise<void> {
    await Promise.all([...this.idle].map((thread) => thread.terminate()));
  }

  /** Bundles of different stacks are the same where their files are. */
  private hashOf(folder: string): string {
    const known = this.hashes.get(folder);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
      if (file.isFile()) hash.update(`${file.name}\n`).update(readFileSync(join(file.parentPath, file.name)));
    }
    const digest = hash.digest('hex');
    this.hashes.set(folder, digest);
    return digest;
  }
}
