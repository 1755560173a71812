import type { Persona, Team } from '../../agents/persona.ts'
import type { Embedder } from '../../ports/embedder.ts'
import type { LanguageModel, ModelMessage } from '../../ports/language-model.ts'
import type { Reranker } from '../../ports/reranker.ts'
import type { TurnSettings } from '../turn.ts'
import { longestAnswer } from './compose-prompt.ts'
import type { ModelCall, ModelLog, ModelStep, PriceOf, Trouble } from './model-log.ts'

/** Dearer than what one chooses for a chat, US dollars for a million tokens and for a search: for models without a price. */
const unknownPrice = { prompt: 15, completion: 75, search: 0.01 }
/** French has 3.7 characters a token, code and tables about 2.5; other scripts and pictures up to a token and a half a UTF-16 unit. */
const charactersPerToken = 2.5
const tokensPerForeign = 1.5
const foreign = /[^ -\u024f\s\u2000-\u206f\u20a0-\u20bf]/g
/** Writing a prompt into Anthropic's cache costs a quarter more than reading it; nobody asks more. */
const cacheWrite = 1.25
/** Marks and roles around a message of the prompt, in tokens. */
const messageFrame = 10
/** What a prompt usually has beside the team's and the persona's own: its rules, what was said before, a passage. In characters. */
const usual = { rules: 2500, history: 2000, passage: 1200 }
/** A message with the one before it, which a follow-up is searched with. */
const longestQuestion = 4000
const routing = { characters: 4000, completion: 60 }
/** The message, the question in its context, and that one again when the model was switched. */
const embeddings = 3
/** Texts that one search may have; Cohere cuts a long passage into several. */
const textsPerSearch = 100
const textsPerPassage = 4

/** One attempt at an answer, as it will be asked. */
export interface AnswerCall {
  model: string
  messages: readonly Pick<ModelMessage, 'content'>[]
  maxTokens: number
}

/** What calls to models may cost at most, in US dollars. */
export interface CallBounds {
  /** One call, its prompt as long as usual. */
  of(call: { step: ModelStep; model: string }): number
  /** One attempt at an answer, by what it sends and may write. */
  attempt(call: AnswerCall): number
  /**
   * A turn that is answered at the first attempt, at a prompt of usual length: routing, embeddings and a search included.
   * What goes beyond that is asked for when it comes to it.
   */
  turn(message: string): number
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
  const around = team.prompt.length + usual.rules + usual.history + (models?.passages ?? 0) * usual.passage
  const price = (model: string, tokens: number, completionTokens: number) => {
    const promptTokens = Math.ceil(tokens * cacheWrite)
    return priceOrDearest(
      { model, promptTokens, completionTokens, cachedTokens: 0, cost: null },
      deps.priceOf,
    )
  }
  const answered = (model: string, tokens: number) => price(model, tokens, longestAnswer)
  const ofAnswer = (model: string, prompt: string) =>
    answered(model, (around + prompt.length) / charactersPerToken)
  const longestPersona = personas.reduce(
    (longest, { prompt }) => (prompt.length > longest.length ? prompt : longest),
    '',
  )

  const of = ({ step, model }: { step: ModelStep; model: string }) => {
    if (step === 'rerank') {
      const used = { model, promptTokens: 0, completionTokens: 0, cachedTokens: 0, cost: null, searches }
      return priceOrDearest(used, deps.priceOf)
    }
    if (step === 'embed') return price(model, longestQuestion / charactersPerToken, 0)
    if (step === 'route') return price(model, routing.characters / charactersPerToken, routing.completion)
    return ofAnswer(model, longestPersona)
  }

  const optional =
    (models ? of({ step: 'route', model: models.orchestrator }) : 0) +
    (embedder ? embeddings * of({ step: 'embed', model: embedder.model }) : 0) +
    (reranker ? of({ step: 'rerank', model: reranker.model ?? 'reranker' }) : 0)
  const firstModels = personas.map(({ id, model, prompt }) => ({
    model: model ?? models?.agents[id] ?? models?.answers ?? '',
    prompt,
  }))
  return {
    of,
    attempt: ({ model, messages, maxTokens }) =>
      price(model, sum(messages.map(({ content }) => messageFrame + tokensOf(content))), maxTokens),
    turn(message) {
      const tokens = ({ prompt }: { prompt: string }) =>
        (around + prompt.length) / charactersPerToken + tokensOf(message)
      const answers = models ? firstModels.map(first => answered(first.model, tokens(first))) : []
      return optional + Math.max(0, ...answers)
    },
  }
}

/** Tokens of a text, rather more than it has. */
function tokensOf(text: string): number {
  const others = text.match(foreign)?.length ?? 0
  return (text.length - others) / charactersPerToken + others * tokensPerForeign
}

/**
 * What a turn is charged with, in US dollars: what its calls are known to have cost, and for each one that nobody
 * priced, or that failed after the provider may have worked, the most it can have been.
 */
export function chargeOf({ calls, troubles }: ModelLog, bounds: Pick<CallBounds, 'of'>): number {
  return (
    sum(calls.map(call => call.cost ?? guessOf(call, bounds))) +
    sum(troubles.filter(mayBeBilled).map(bounds.of))
  )
}

/** Tokens without a price are dear; a call that says nothing is a whole one. */
function guessOf(call: ModelCall, bounds: Pick<CallBounds, 'of'>): number {
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
