import { z } from 'zod'
import { Identifier } from './identifier.ts'
import { cleanText, codePointLength } from './message-text.ts'

/** Longest comment, in code points. */
export const maxCommentLength = 2000

/** Body of `POST /api/messages/:id/feedback`. `:id` is the reply's `message_id`, or the answer's row id. */
export const FeedbackRequest = z.object({
  user_id: Identifier,
  /** Where a `message_id` is looked for; without it, the newest answer of that id among the visitor's conversations. */
  conversation_id: Identifier.nullish().transform(id => id ?? undefined),
  rating: z.enum(['up', 'down']),
  comment: z
    .string()
    .transform(cleanText)
    .refine(text => codePointLength(text) <= maxCommentLength, { message: 'comment_too_long' })
    .nullish()
    .transform(comment => comment || undefined),
})
export type FeedbackRequest = z.infer<typeof FeedbackRequest>
