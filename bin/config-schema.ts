import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema } from '../lambdas/core/config/json-schema';

/** Writes the JSON Schema that editors read; a test checks that the committed file is up to date. */
writeFileSync(join(__dirname, '..', 'shuttle.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
