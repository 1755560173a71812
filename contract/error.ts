import { z } from 'zod'

/** The one shape of an error. `error` is the HTTP reason, `detail` a sentence in the visitor's language. */
export const ErrorBody = z.object({
  error: z.string(),
  detail: z.string(),
  code: z.string(),
  field: z.string().optional(),
  timestamp: z.iso.datetime(),
  request_id: z.string(),
})
export type ErrorBody = z.infer<typeof ErrorBody>
