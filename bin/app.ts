#!/usr/bin/env -S npx tsx
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { parseShuttleFile } from '../lambdas/core/config/parse-shuttle-file';
import { ShuttleStack } from '../lib/shuttle-stack';

const app = new App();
const path: string = app.node.tryGetContext('config') ?? 'shuttle.yaml';
const config = parseShuttleFile(readFileSync(path, 'utf8'));
new ShuttleStack(app, config.stack, { config });
