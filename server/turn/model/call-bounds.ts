import type { Persona, Team } from '../../agents/persona.ts'
import type { Embedder } from '../../ports/embedder.ts'
import type { LanguageModel } from '../../ports/language-model.ts'
import type { Reranker } from '../../ports/reranker.ts'
import type { TurnSettings } from '../turn.ts'
import { longestAnswer } from './answer-with-model.ts'
import { promptSizes } from './compose-prompt.ts'
import type { ModelCall, ModelLog, ModelStep, PriceOf, Trouble } from './model-log.ts'
import { planAttempts } from './retry-rules.ts'

/** Dearer than what one chooses for a chat, US dollars for a million tokens and for a search: for models without a price. */
const unknownPrice = { prompt: 15, completion: 75, search: 0.01 }
/** French has 3.7 characters a token, code and tables about 2.5. */
const charactersPerToken = 2
/** Writing a prompt into Anthropic's cache costs a quarter more than reading it; nobody asks more. */
const cacheWrite = 1.25
/** The rules of the prompt, marks and roles around its parts. */
const promptFrame = 4000
/** A message with the one before it, which a follow-up is searched with. */
const longestQuestion = 4000
const routing = { characters: 4000, completion: 60 }
/** The message, the question in its context, and that one again when the model was switched. */
const embeddings = 3
/** Texts that one search may have; Cohere cuts a long passage into several. */
const textsPerSearch = 100
const textsPerPassage = 4

/** What calls to models may cost at most, in US dollars. */
export interface CallBounds {
  /** One call. */
  of(call: { step: ModelStep; model: string }): number
  /** All that one turn may call, every retry included. */
  turn: number
}

/** The bounds of the models that a deployment has. */
export function createCallBounds(deps: {
  team: Team
  personas: readonly Persona[]
  settings: TurnSettings
  languageModel?: LanguageModel | undefined
  embedder?: Embedder | undefined
  reranker?: Reranker | undefined
  priceOf?: PriceOf | undefined
}): CallBounds {
  const { settings, personas, team, embedder, reranker } = deps
  const models = deps.languageModel && settings.models
  const searches = Math.ceil((settings.initialResults * textsPerPassage) / textsPerSearch)
  const size = promptSizes.whole
  const longestPersona = Math.max(0, ...personas.map(({ prompt }) => prompt.length))
  const answerCharacters =
    promptFrame +
    team.prompt.length +
    longestPersona +
    Math.min(size.historyMessages, settings.maxHistoryMessages) * size.historyCharacters +
    Math.min(size.passages, models?.passages ?? 0) * size.passageCharacters +
    longestQuestion

  const of = ({ step, model }: { step: ModelStep; model: string }) => {
    const tokens = (characters: number) => Math.ceil(characters / charactersPerToken)
    const call = { model, cachedTokens: 0, cost: null }
    if (step === 'rerank')
      return priceOrDearest({ ...call, promptTokens: 0, completionTokens: 0, searches }, deps.priceOf)
    if (step === 'embed')
      return priceOrDearest(
        { ...call, promptTokens: tokens(longestQuestion), completionTokens: 0 },
        deps.priceOf,
      )
    const [characters, completionTokens] =
      step === 'route' ? [routing.characters, routing.completion] : [answerCharacters, 2 * longestAnswer] // it may write twice as much when thinking used up the first half
    const promptTokens = Math.ceil(tokens(characters) * cacheWrite)
    return priceOrDearest({ ...call, promptTokens, completionTokens }, deps.priceOf)
  }

  const ofAnswer = (model: string) => of({ step: 'answer', model })
  const answers = personas.map(({ id, model }) => {
    const chain = [...new Set([model ?? models?.agents[id] ?? models?.answers ?? '', models?.fallback ?? ''])]
    return sum(planAttempts(chain).map(ofAnswer))
  })
  const turn =
    (models ? Math.max(0, ...answers) + of({ step: 'route', model: models.orchestrator }) : 0) +
    (embedder ? embeddings * of({ step: 'embed', model: embedder.model }) : 0) +
    (reranker ? of({ step: 'rerank', model: reranker.model ?? 'reranker' }) : 0)
  return { of, turn }
}

/**
 * What a turn is charged with, in US dollars: what its calls are known to have cost, and for each one that nobody
 * priced, or that failed after the provider may have worked, the most it can have been; in all not more than a turn may
 * cost, unless more is known.
 */
export function chargeOf({ calls, troubles }: ModelLog, bounds: CallBounds): number {
  const known = sum(calls.map(({ cost }) => cost ?? 0))
  const guessed =
    sum(calls.filter(({ cost }) => cost === null).map(call => guessOf(call, bounds))) +
    sum(troubles.filter(mayBeBilled).map(bounds.of))
  return Math.max(known, Math.min(known + guessed, bounds.turn))
}

/** Tokens without a price are dear; a call that says nothing is a whole one. */
function guessOf(call: ModelCall, bounds: CallBounds): number {
  const { promptTokens, completionTokens } = call
  if (promptTokens === null || completionTokens === null) return bounds.of(call)
  return (promptTokens * unknownPrice.prompt + completionTokens * unknownPrice.completion) / 1_000_000
}

/** Failures of a provider that had begun to work. The others refuse at the door, or are not there. */
const billable: readonly Trouble['reason'][] = [
  'timeout',
  'malformed',
  'empty',
  'truncated',
  'cancelled',
  'refused',
  'leaked',
  'defect',
]

function mayBeBilled({ counted = false, milliseconds, reason }: Trouble): boolean {
  return !counted && milliseconds > 0 && billable.includes(reason)
}

function priceOrDearest(usage: Parameters<PriceOf>[0], priceOf: PriceOf = () => null): number {
  const { promptTokens, completionTokens, searches = 0 } = usage
  const dearest =
    (promptTokens * unknownPrice.prompt + completionTokens * unknownPrice.completion) / 1_000_000 +
    searches * unknownPrice.search
  return priceOf(usage) ?? dearest
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
