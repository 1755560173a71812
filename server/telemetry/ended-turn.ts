/** What is known of a turn when it ends. */
export interface EndedTurn {
  requestId: string
  outcome: 'complete' | 'partial' | 'repeated' | 'limited' | 'failed'
  agent: string | null
  kind: string | null
  confidence: number | null
  steps: Record<string, number>
  /** When each step began, counted from the turn's beginning. */
  starts: Record<string, number>
  /** From its beginning to its end. */
  milliseconds: number
  answeredBy: string | null
  calls: readonly EndedCall[]
  troubles: readonly Trouble[]
  budget: BudgetState | null
  error?: unknown
}

/** What the budgets say. */
export interface BudgetState {
  granted: boolean
  spentBy: 'month' | 'visitor' | 'kept_aside' | null
  share: number | null
  warning: number | null
  visitorWarning: number | null
}

/** A call to a provider that ended and what it used; null where nobody said it. */
export interface EndedCall {
  step: string
  model: string
  asked?: string
  milliseconds: number
  promptTokens: number | null
  completionTokens: number | null
  cost: number | null
}

/** A call that failed, or was not made. */
export interface Trouble {
  step: string
  model: string
  reason: string
  status: number | null
  milliseconds: number
  next: string
  alternatives?: readonly string[]
  error?: unknown
}
