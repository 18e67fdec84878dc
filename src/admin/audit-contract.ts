import { z } from 'zod'

/* Who changed what: the rules of contract.ts hold. */

export const auditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,16}$/, 'is no cursor of this log: take `next` of the page before')
    .optional()
    .describe('`next` of the page before'),
})

export const auditRow = z.object({
  id: z.string(),
  time: z.int().describe('epoch milliseconds'),
  who: z.string(),
  action: z.string(),
  target: z.string().describe('id or name'),
  targetName: z.string().nullable().describe('what the account of that id is called now; `null` of anything else'),
  detail: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('fields that were set; a value that is not told is ***'),
})

export type AuditRow = z.infer<typeof auditRow>
