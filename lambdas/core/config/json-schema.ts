import { z } from 'zod';
import { fileSchema } from './file-schema';
import { LOAD_PIPELINES } from './load-switch';

/** The JSON Schema of shuttle.yaml, from the same source as the checks, for completion and help in editors. */
export const jsonSchema = (takesLoad = LOAD_PIPELINES): object =>
  z.toJSONSchema(fileSchema(takesLoad), { io: 'input', target: 'draft-7' });
