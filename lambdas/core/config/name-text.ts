import type { z } from 'zod';
import { type Described, textLike } from './rule';

/** The name of a pipeline or group: it becomes part of physical names and of object keys. */
export const nameText = (what: string, about: Described): z.ZodString =>
  textLike(
    /^[a-z](?!.*--)[a-z0-9-]{0,30}[a-z0-9]$|^[a-z]$/,
    {
      message: `is not a name for ${what}`,
      fix: 'write 1 to 32 of a-z, 0-9 and -, beginning with a letter and ending without -',
    },
    about,
  );
