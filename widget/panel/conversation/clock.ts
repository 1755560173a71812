/** Time, as the panel needs it; a test moves its own by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `act` once, after so many milliseconds; returns what prevents that. */
  after(milliseconds: number, act: () => void): () => void
}
