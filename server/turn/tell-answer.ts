import type { Formality } from '../../contract/chat.ts'
import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { HistoryMessage } from '../agents/conversation.ts'
import type { Language } from '../agents/persona.ts'
import type { FoundPair, Passage } from '../operations/search-knowledge.ts'
import { answer, passagesFor } from './answer.ts'
import { answerPair } from './answer-pair.ts'
import { answerWithModel } from './model/answer-with-model.ts'
import type { ModelLog } from './model/model-log.ts'
import type { ModelTools } from './model/model-tools.ts'
import type { QuestionInContext } from './question-in-context.ts'
import type { Stopwatch } from './stopwatch.ts'
import type { Answer, AnsweredBy, Tell, ToldAnswer, TurnDeps, TurnRequest } from './turn.ts'

interface Asked {
  history: readonly HistoryMessage[]
  question: QuestionInContext
  decision: RoutingDecision
  /** Let go of when the answer begins: a hundred kilobytes, which as many streams as are open would hold. */
  found: { passages: readonly Passage[] }
  /** A pair that was asked for: its answer is told, whatever else there is. */
  pair: FoundPair | undefined
  language: Language
  formality: Formality | undefined
  delivery: TurnRequest['delivery']
}

interface Work {
  stopwatch: Stopwatch
  began: number
  log: ModelLog
  tools: ModelTools
}

/**
 * Tells the answer as it comes, `sources` then `delta`s, and gives what is to be stored: a pair's, word for word; a model's
 * words for a specialist's question; where there is no model, or none answers, the documents' own; the team's texts otherwise.
 */
export async function tellAnswer(deps: TurnDeps, work: Work, asked: Asked, tell: Tell): Promise<ToldAnswer> {
  const { stopwatch } = work
  const began = deps.clock()
  let first = true
  const tellNoting: Tell = event => {
    if (first && event.type === 'delta') {
      first = false
      stopwatch.mark('first_words')
      asked.found.passages = []
    }
    tell(event)
  }
  try {
    return await writeAnswer(deps, work, asked, tellNoting)
  } finally {
    stopwatch.note('answer', deps.clock() - began)
  }
}

async function writeAnswer(deps: TurnDeps, work: Work, asked: Asked, tell: Tell): Promise<ToldAnswer> {
  const { decision, question, language, formality } = asked
  if (asked.pair) return tellWhole(answerPair(asked.pair), 'pair', tell)
  const persona = deps.personas.find(({ id }) => decision.kind === 'agent' && id === decision.agent)
  const { languageModel } = deps
  const { models } = deps.settings
  if (persona && languageModel && models) {
    const { tools, began } = work
    const found = { passages: passagesFor(persona.id, asked.found.passages) }
    const { history, delivery } = asked
    const others = decision.kind === 'agent' ? decision.others : undefined
    const told = await answerWithModel(
      { ...deps, languageModel, models, tools },
      {
        persona,
        message: question.toModel,
        search: question.search,
        others,
        history,
        found,
        language,
        formality,
        began,
        delivery,
      },
      work.log,
      tell,
    )
    if (told) return told
  }
  const composed = answer(deps, {
    question,
    decision,
    passages: asked.found.passages,
    told: asked.history.flatMap(({ role, content }) => (role === 'assistant' ? [content] : [])),
    language,
    formality,
  })
  return tellWhole(composed, decision.kind === 'agent' ? 'extractive' : 'team', tell)
}

/** Tells an answer that is there whole. */
function tellWhole(answer: Answer, answeredBy: AnsweredBy, tell: Tell): ToldAnswer {
  tell({ type: 'sources', sources: answer.sources })
  tell({ type: 'delta', text: answer.message })
  return { ...answer, status: 'complete', model: null, answeredBy }
}
