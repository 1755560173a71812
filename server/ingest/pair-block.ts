/** A question–answer pair as a file says it: what is asked in these ways is answered with exactly that. */
export interface ExtractedPair {
  /** The ways to ask for it, as they were written; none where the file says none. */
  questions: string[]
  /** Markdown; empty where the file says none. */
  answer: string
  /** The specialist whom the file gives it to; null where it says nobody. */
  agent: string | null
  /** Where it stands in the file: a row's number, or a line's; from 1. */
  line: number
}
