/** Why a file cannot be read: a code that stays the same, whatever the words. */
export type RefusalReason =
  | 'unreadable'
  | 'too_large'
  | 'unsupported'
  | 'mismatch'
  | 'empty'
  | 'encrypted'
  | 'scanned'
  | 'corrupt'
  | 'too_complex'
  | 'too_slow'
  | 'not_stored'
  | 'address_refused'
  | 'unreachable'
  | 'redirected'
  | 'robots'
  | 'gone'
  | 'not_indexed'

/** One sentence in the operator's two languages, without a capital or a full stop. */
export interface Words {
  fr: string
  en: string
}

/** A file that is not taken: the code and, for the person who gave it, why and what to do in French (`message`) and English. */
export class Refusal extends Error {
  readonly reason: RefusalReason
  readonly english: string

  constructor(reason: RefusalReason, words: Words, cause?: unknown) {
    super(words.fr, cause === undefined ? undefined : { cause })
    this.name = 'Refusal'
    this.reason = reason
    this.english = words.en
  }
}
