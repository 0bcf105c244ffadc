import { z } from 'zod';
import { fileSchema } from './file-schema';

/** The JSON Schema of shuttle.yaml, from the same source as the checks, for completion and help in editors. */
export const jsonSchema = (): object => z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' });
