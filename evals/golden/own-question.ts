import { z } from 'zod'

/** `agent` is `shared` where either specialist may answer; `answer_contains` are verbatim strings of `document`. */
export const GoldenQuestion = z.discriminatedUnion('answerable', [
  z.strictObject({
    question: z.string().min(1),
    answerable: z.literal(true),
    agent: z.enum(['audrey', 'carole', 'shared']),
    document: z.string().regex(/^(audrey|carole|shared)\/[a-z0-9-]+\.md$/),
    answer_contains: z.array(z.string().min(1)).min(1),
  }),
  z.strictObject({ question: z.string().min(1), answerable: z.literal(false), why: z.string().min(1) }),
])
export type GoldenQuestion = z.infer<typeof GoldenQuestion>
