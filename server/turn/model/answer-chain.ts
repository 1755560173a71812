import type { Formality } from '../../../contract/chat.ts'
import type { Language } from '../../agents/persona.ts'
import type { LanguageModel, ModelMessage } from '../../ports/language-model.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import { createAttempts } from './attempts.ts'
import type { Breakers, CallOutcome } from './breaker.ts'
import type { AnswerCall } from './call-bounds.ts'
import { type Citation, type CitationFilter, createCitationFilter } from './citations.ts'
import { closingOf } from './closing-of.ts'
import { createRemovedHolder } from './hold-removed.ts'
import type { HostCheck } from './link-hosts.ts'
import { callModel } from './model-call.ts'
import { type ModelLog, type PriceOf, toModelCall, toTrouble } from './model-log.ts'
import { interruptedLine, modelTextsFor } from './model-texts.ts'
import { createLinkNeutraliser } from './neutralise-links.ts'
import { breakerOutcome, type ChainLimits, isSpentOnThought } from './retry-rules.ts'
import { createHiddenStripper } from './strip-hidden.ts'
import { pipeFilters, type TextFilter } from './text-filter.ts'
import type { Timers } from './timers.ts'
import { createTrimmer } from './trim-stream.ts'
import { createCanaryWatch, LeakedPromptError } from './watch-canary.ts'

export interface ChainDeps {
  languageModel: LanguageModel
  breakers: Breakers
  timers: Timers
  /** 0..1, for the jitter. */
  random(): number
  limits: ChainLimits
  priceOf?: PriceOf | undefined
  /** Whether there is money for an attempt; without it there always is. */
  afford?: ((call: AnswerCall) => Promise<boolean>) | undefined
}

export interface ChainInput {
  /** Names of the models to ask, best first. Empty: none is asked. */
  models: readonly string[]
  prompt: { whole: readonly ModelMessage[]; cut: readonly ModelMessage[] }
  /** How many passages the prompt numbers. */
  passages: number
  isAllowed: HostCheck
  /** E-mail addresses that the visitor wrote herself, in lower case: they may be told back to her. */
  own?: ReadonlySet<string> | undefined
  language: Language
  formality?: Formality | undefined
  canary: string
  maxTokens: number
  temperature: number
  /** The instant, on the timers' clock, by which the first words must be there. */
  deadline: number
  /** … and by which the last ones must: what is not there by then is cut. */
  endBy: number
}

/** A piece of the answer, and what was cited up to it: the number that a piece shows is in the list that comes with it. */
export interface AnswerPiece {
  text: string
  citations: readonly Citation[]
}

/**
 * What became of the chain: `complete` and `partial` have a message, word for word what was shown; `refused` and
 * `none` have shown nothing, and something else must answer.
 */
export interface ChainResult {
  kind: 'complete' | 'partial' | 'refused' | 'none'
  message: string
  citations: Citation[]
  model: string | null
}

/**
 * Asks one model after the other until one answers, and shows what may be shown as it comes. A call is made again
 * only while nothing has been shown: after that, an answer that is cut ends with a line that says so. Never throws.
 * Every call and every failure goes to the log.
 */
export async function streamAnswer(
  deps: ChainDeps,
  input: ChainInput,
  log: ModelLog,
  show: (piece: AnswerPiece) => void = () => undefined,
): Promise<ChainResult> {
  const attempts = createAttempts(deps, input, log)
  const { maxTokens, temperature, endBy } = input
  const use = { messages: input.prompt.whole, maxTokens, temperature, endBy }
  for (let attempt = await attempts.next(); attempt !== null; attempt = await attempts.next()) {
    const { model, permit, firstWords } = attempt
    if (deps.afford && !(await deps.afford({ model, ...use }))) {
      attempts.notMade(attempt)
      break
    }
    const citations = createCitationFilter(input.passages)
    const filter = answerFilter(input, citations)
    const { visible, error, usage, milliseconds } = await callModel(
      deps,
      { ...use, model, filter, firstWords },
      text => show({ text, citations: citations.cited() }),
    )
    const counted = error === undefined || usage !== null || visible !== ''
    if (counted) log.calls.push(toModelCall('answer', model, usage, milliseconds, deps.priceOf))

    if (visible !== '') {
      permit.ended(outcomeOf(error))
      const ended = { citations: citations.cited(), model: usage?.model ?? model }
      if (error === undefined) return { kind: 'complete', message: visible, ...ended }
      const line = closingOf(visible) + interruptedLine(input.language, input.formality)
      log.troubles.push(troubleOf(error, { model, milliseconds, counted, next: 'interrupted' }))
      show({ text: line, citations: ended.citations })
      return { kind: 'partial', message: visible + line, ...ended }
    }
    if (isRefusal(error)) {
      permit.ended('none')
      log.troubles.push(troubleOf(error, { model, milliseconds, counted, next: 'refusal' }))
      return nothingShown('refused')
    }
    const tooLong = failureOf(error) === 'too_long' && use.messages === input.prompt.whole
    if (tooLong) use.messages = input.prompt.cut
    // Thinking used up what it may write: it may write twice as much.
    if (failureOf(error) === 'truncated' || isSpentOnThought(error)) use.maxTokens = input.maxTokens * 2
    attempts.failed(attempt, { error, milliseconds, counted, again: tooLong })
  }
  return nothingShown('none')
}

function answerFilter(input: ChainInput, citations: CitationFilter): TextFilter {
  const removed = modelTextsFor(input.language).linkRemoved
  return pipeFilters([
    createHiddenStripper(),
    createCanaryWatch(input.canary),
    citations,
    createLinkNeutraliser({ isAllowed: input.isAllowed, removed, own: input.own }),
    createRemovedHolder(removed),
    createTrimmer(),
  ])
}

function nothingShown(kind: 'refused' | 'none'): ChainResult {
  return { kind, message: '', citations: [], model: null }
}

function troubleOf(error: unknown, call: Omit<Parameters<typeof toTrouble>[1], 'step'>) {
  const trouble = toTrouble(error, { step: 'answer', ...call })
  if (!(error instanceof LeakedPromptError)) return trouble
  const { error: _, ...rest } = trouble
  return { ...rest, reason: 'leaked' as const }
}

function failureOf(error: unknown): string | null {
  return error instanceof ProviderError ? error.failure : null
}

/** The message, or what it made the model say, is the reason: another model would not be the honest way out. */
function isRefusal(error: unknown): boolean {
  return error instanceof LeakedPromptError || failureOf(error) === 'refused'
}

/** An answer that was shown tells that the provider works, unless it broke off; one cut at its length is whole to it. */
function outcomeOf(error: unknown): CallOutcome {
  if (error === undefined) return 'ok'
  if (failureOf(error) === 'truncated' && (error as ProviderError).provider === 'chain') return 'ok'
  return breakerOutcome(error)
}
