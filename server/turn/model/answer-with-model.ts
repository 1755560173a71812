import type { Formality } from '../../../contract/chat.ts'
import type { HistoryMessage } from '../../agents/conversation.ts'
import type { Language, Persona } from '../../agents/persona.ts'
import type { Passage } from '../../operations/search-knowledge.ts'
import type { LanguageModel } from '../../ports/language-model.ts'
import { askQuestion } from '../read-passages.ts'
import type { ModelSettings, Tell, ToldAnswer, TurnDeps, TurnRequest } from '../turn.ts'
import { streamAnswer } from './answer-chain.ts'
import { choosePassages } from './choose-passages.ts'
import { citedSources } from './cited-sources.ts'
import { composePrompt, longestAnswer, type PromptInput, promptSizes } from './compose-prompt.ts'
import { createHostCheck, mailAddressesIn } from './link-hosts.ts'
import type { ModelLog } from './model-log.ts'
import { refusalMessage } from './model-texts.ts'
import type { ModelTools } from './model-tools.ts'
import type { ChainLimits } from './retry-rules.ts'

/** As the product that ours replaces has it. */
const temperature = 0.7

export interface ModelQuestion {
  persona: Persona
  /** What was asked, and what it was searched with. */
  message: string
  search: string
  /** Parts of the message that are other specialists'. */
  others: PromptInput['others']
  history: readonly HistoryMessage[]
  /** The specialist's and the shared ones, in the order of the search; let go of once the best are chosen. */
  found: { passages: readonly Passage[] }
  language: Language
  formality: Formality | undefined
  /** Instant of the tools' clock at which the turn began. */
  began: number
  delivery: TurnRequest['delivery']
}

/**
 * Answers with the persona's model, else the fallback one, as it comes: `sources`, then `delta`s. Null when nothing was
 * shown and something else must answer.
 *
 * What it will cite is not known when the first word leaves: `sources` is empty then, and told again before the `delta`
 * of each new number, one source more. So a number always points into the list told last. A quote may still change
 * until `done`, which has the one that fits all the sentences that cite it.
 */
export async function answerWithModel(
  deps: Pick<TurnDeps, 'team' | 'personas' | 'reranker' | 'priceOf' | 'createId'> & {
    languageModel: LanguageModel
    models: ModelSettings
    tools: ModelTools
  },
  question: ModelQuestion,
  log: ModelLog,
  tell: Tell,
): Promise<ToldAnswer | null> {
  const { models, tools, team } = deps
  const { limits } = tools
  const { persona, language, formality, message } = question
  const { given: passages } = await choosePassages(
    { reranker: deps.reranker, breakers: tools.stepBreakers, timers: tools.timers, priceOf: deps.priceOf },
    {
      query: question.search,
      passages: question.found.passages,
      limit: models.passages,
      threshold: models.similarityThreshold,
    },
    log,
  )
  question.found.passages = []
  const prompt: PromptInput = {
    team,
    persona,
    personas: deps.personas,
    history: question.history,
    passages,
    question: message,
    others: question.others,
    language,
    formality,
    delimiter: toDelimiter(deps.createId()),
    canary: models.canary,
  }
  let told = -1
  const answer = streamAnswer(
    { ...tools, languageModel: deps.languageModel, breakers: tools.modelBreakers, priceOf: deps.priceOf },
    {
      models: [persona.model ?? models.agents[persona.id] ?? models.answers, models.fallback],
      prompt: {
        whole: composePrompt(prompt).messages,
        // Composed when a model says that the whole one is too long, which hardly ever happens.
        get cut() {
          return composePrompt(prompt, promptSizes.cut).messages
        },
      },
      passages: passages.length,
      isAllowed: createHostCheck([...textsOf(passages), team.contact ?? ''], models.allowedLinkHosts),
      own: mailAddressesIn([message, ...saidBy('user', question.history)]),
      language,
      formality,
      canary: models.canary,
      maxTokens: longestAnswer,
      temperature,
      ...instantsOf(question, tools.timers.now(), limits),
    },
    log,
    ({ text, citations }) => {
      if (citations.length > told)
        tell({ type: 'sources', sources: citedSources(citations, passages, asked) })
      told = citations.length
      tell({ type: 'delta', text })
    },
  )
  // The model is asked first: what can be read beside the question is read while it thinks.
  const asked = askQuestion(question.search)
  const { kind, message: text, citations, model } = await answer
  if (kind === 'none') return null
  const rest = { conversationStatus: undefined, model }
  if (kind !== 'refused')
    return {
      ...rest,
      message: text,
      sources: citedSources(citations, passages, asked),
      status: kind,
      answeredBy: 'model',
    }
  const refusal = refusalMessage(language, team.contact, formality)
  tell({ type: 'sources', sources: [] })
  tell({ type: 'delta', text: refusal })
  return { ...rest, message: refusal, sources: [], status: 'complete', answeredBy: 'refusal' }
}

/** By when the first words must be there, and the last ones, for a model that is asked now. */
function instantsOf({ began, delivery }: ModelQuestion, now: number, limits: ChainLimits) {
  if (delivery === 'soon') {
    const firstWords = Math.min(limits.firstWords, limits.soon.firstWords)
    return { deadline: began + firstWords, endBy: began + limits.soon.whole }
  }
  const atLeast = now + limits.evenLate
  return {
    deadline: Math.max(began + limits.firstWords, atLeast),
    endBy: Math.max(began + limits[delivery], atLeast),
  }
}

/** 48 bits of a random id: nobody guesses them within the one turn they are good for, and each costs tokens. */
export function toDelimiter(id: string): string {
  return id.replace(/[^a-z0-9]/gi, '').slice(0, 12)
}

function saidBy(role: HistoryMessage['role'], history: readonly HistoryMessage[]): string[] {
  return history.filter(message => message.role === role).map(({ content }) => content)
}

function textsOf(passages: readonly Passage[]): string[] {
  return passages.flatMap(({ content, url }) => (url ? [content, url] : [content]))
}
