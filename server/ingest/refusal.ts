/** Why a file cannot be read. */
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

/** A file that is not taken, with the reason as a sentence in French for the person who runs the command. */
export class Refusal extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'Refusal'
    this.reason = reason
  }
}
