import { z } from 'zod';
import { longDuration } from './duration-schema';
import { LOAD_DEFAULTS } from './load-defaults';
import { checkedText, rule, wholeNumber } from './rule';

export const SEGMENT_NAMING = ['segment', 'rudderstack'] as const;
export const SEGMENT_ARRAYS = ['super', 'text'] as const;

const glob = (what: string, example: string) =>
  checkedText(
    (text) =>
      text.trim() === '' || Buffer.byteLength(text) > 512
        ? { message: 'is empty, or longer than 512 bytes', fix: `write ${what}; * stands for any text` }
        : undefined,
    { description: `${what}; * stands for any text.`, examples: [example] },
  );

const list = (description: string, what: string, example: string) =>
  rule(z.array(glob(what, example)).meta({ description, examples: [[example]] }), (names) =>
    names.length === 0 ? { message: 'is an empty list', fix: 'name at least one, or remove the key' } : undefined,
  ).optional();

const PATH = 'A path such as properties.total, traits.email or context.page.url';

/** Options of `format: segment`. */
export const segmentSchema = z
  .strictObject({
    naming: z
      .enum(SEGMENT_NAMING)
      .meta({
        description: 'How names of events and properties become names of tables and columns.',
        default: LOAD_DEFAULTS.naming,
        examples: ['rudderstack'],
      })
      .optional(),
    arrays: z
      .enum(SEGMENT_ARRAYS)
      .meta({
        description: 'Arrays go into columns of type SUPER, or as JSON text into VARCHAR.',
        default: LOAD_DEFAULTS.arrays,
        examples: ['text'],
      })
      .optional(),
    events: z
      .strictObject({
        include: list('Only these events of type track.', 'The name of an event as it is sent', 'Order *'),
        exclude: list('Not these events of type track.', 'The name of an event as it is sent', 'Debug *'),
      })
      .meta({ description: 'Which track events are loaded.', examples: [{ exclude: ['Debug *'] }] })
      .optional(),
    properties: z
      .strictObject({
        include: list('Only these properties, traits and context fields.', PATH, 'properties.*'),
        exclude: list('Not these.', PATH, 'context.userAgentData.*'),
      })
      .meta({ description: 'Which values are loaded.', examples: [{ exclude: ['context.userAgentData.*'] }] })
      .optional(),
    hash: list('Values that are replaced by their SHA-256 before anything is written.', PATH, 'traits.email'),
    drop: list('Values that are left out before anything is written.', PATH, 'traits.ssn'),
    dedupeWindow: longDuration({
      description: 'How long after an event was received it may come again and is told by its messageId.',
      default: LOAD_DEFAULTS.dedupeWindow,
      examples: ['30d'],
    }).optional(),
    maxNewTables: wholeNumber(1, 10_000, 'write 1 to 10000', {
      description:
        'New tables that one run makes: more are refused, and named, since ids in event names make one each.',
      default: LOAD_DEFAULTS.maxNewTables,
      examples: [100],
    }).optional(),
  })
  .meta({ description: 'segment: how events become tables.', examples: [{ naming: 'segment' }] });

export type SegmentFile = z.output<typeof segmentSchema>;
