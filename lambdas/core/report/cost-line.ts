import { z } from 'zod';

/** One thing that is paid for: `quantity` times `unitPrice`. */
export const costLineSchema = z.object({
  what: z.string(),
  quantity: z.number(),
  unit: z.string(),
  /** US dollars for one unit. */
  unitPrice: z.number(),
  /** US dollars. */
  amount: z.number(),
  /** How the quantity was reached. */
  how: z.string(),
});
export type CostLine = z.infer<typeof costLineSchema>;

/** What a run is estimated to cost in AWS, without Redshift. */
export const runCostSchema = z.object({
  currency: z.literal('USD'),
  region: z.string(),
  /** Day of the prices. */
  pricesOf: z.string(),
  lines: z.array(costLineSchema),
  total: z.number(),
});
export type RunCost = z.infer<typeof runCostSchema>;
