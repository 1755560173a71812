import type { ChatEvent } from '../../contract/chat.ts'
import { detectLanguage } from '../agents/language.ts'
import { AppError } from '../errors.ts'
import { abandonTurn } from '../operations/abandon-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import { searchKnowledge } from '../operations/search-knowledge.ts'
import { type Admission, admit } from './admit.ts'
import { answer } from './answer.ts'
import { readQuestion } from './question-in-context.ts'
import { createStopwatch, type Stopwatch } from './stopwatch.ts'
import { type Turn, type TurnDeps, type TurnReport, type TurnRequest, toChatReply } from './turn.ts'

/** Milliseconds between two looks at a turn that another request is answering. */
const repeatInterval = 200

/** The chat turn, in the order of DESIGN's picture: admit → search → route → answer → finish. */
export function createTurns(deps: TurnDeps) {
  return {
    /**
     * Admits a message and gives the events of its turn, to be read to the end.
     * Throws AppError before anything is stored: `forbidden`, `rate_limited`, `message_id_reused`,
     * `database_unavailable`.
     */
    async begin(request: TurnRequest): Promise<Turn> {
      const messageId = request.message_id ?? deps.createId()
      const stopwatch = createStopwatch(deps.clock)
      const admission = await stopwatch
        .time('admit', () => admit(deps, request, messageId))
        .catch(error => {
          if (isLimit(error))
            deps.report({ ...unanswered(request), outcome: 'limited', steps: stopwatch.steps() })
          throw error
        })
      const rateLimit =
        admission.kind === 'admitted'
          ? {
              limit: deps.settings.rateLimit.messages,
              remaining: admission.remaining,
              resetSeconds: admission.resetSeconds,
            }
          : null
      return { rateLimit, events: tellTurn(deps, request, messageId, admission, stopwatch) }
    },
  }
}

export type Turns = ReturnType<typeof createTurns>

/** A turn from its admission on, reported once whether it ends well or not. */
async function* tellTurn(
  deps: TurnDeps,
  request: TurnRequest,
  messageId: string,
  first: Admission,
  stopwatch: Stopwatch,
): AsyncGenerator<ChatEvent> {
  const report = unanswered(request)
  try {
    yield { type: 'accepted', conversation_id: request.conversation_id, message_id: messageId }
    let admission = first
    while (admission.kind === 'running') {
      await deps.wait(repeatInterval)
      admission = await admit(deps, request, messageId)
    }
    if (admission.kind === 'admitted') yield* runTurn(deps, request, admission, stopwatch, report)
    else yield* repeatTurn(admission, report)
  } catch (error) {
    report.error = error
    // When the database itself is gone, the lease runs out by itself.
    await abandonTurn(deps.database, { conversationId: request.conversation_id, messageId }).catch(
      () => undefined,
    )
    throw error
  } finally {
    deps.report({ ...report, steps: stopwatch.steps() })
  }
}

async function* runTurn(
  deps: TurnDeps,
  request: TurnRequest,
  { messageId, history }: Extract<Admission, { kind: 'admitted' }>,
  stopwatch: Stopwatch,
  report: TurnReport,
): AsyncGenerator<ChatEvent> {
  const language = detectLanguage(request.message, request.language ?? deps.team.language)
  const question = readQuestion(request.message, history, deps)
  const passages = await stopwatch.time('search', () =>
    searchKnowledge(deps.database, {
      query: question.search,
      agents: deps.personas.map(persona => persona.id),
      limit: deps.settings.initialResults,
    }),
  )

  const decision = await stopwatch.time('route', () =>
    deps.router.choose({ message: request.message, history, passages }),
  )
  const { agent, confidence, reasoning } = decision
  Object.assign(report, { agent, confidence, kind: decision.kind })
  yield { type: 'agent', agent, confidence, reasoning }

  const { message, sources, conversationStatus } = await stopwatch.time('answer', () =>
    answer(deps, {
      readings: question.readingsFor(agent),
      decision,
      passages,
      language,
    }),
  )
  yield { type: 'sources', sources }
  yield { type: 'delta', text: message }

  const { reply } = await stopwatch.time('finish', () =>
    finishTurn(deps.database, {
      conversationId: request.conversation_id,
      messageId,
      answer: message,
      agent,
      confidence,
      reasoning,
      sources,
      status: 'complete',
      model: null,
      promptTokens: null,
      completionTokens: null,
      cost: null,
      latencyMs: stopwatch.total(),
      steps: stopwatch.steps(),
      conversationStatus,
    }),
  )
  report.outcome = 'complete'
  yield { type: 'done', reply: toChatReply(reply) }
}

/** The report of a turn of which nothing is known yet. */
function unanswered(request: TurnRequest): TurnReport {
  return {
    requestId: request.request_id,
    outcome: 'failed',
    agent: null,
    kind: null,
    confidence: null,
    steps: {},
  }
}

function isLimit(error: unknown): boolean {
  return error instanceof AppError && error.code === 'rate_limited'
}

/** Tells again a turn that is stored: the same answer, word for word. */
function* repeatTurn(
  { reply }: Extract<Admission, { kind: 'finished' }>,
  report: TurnReport,
): Generator<ChatEvent> {
  const { agent, confidence, reasoning, sources, message } = reply
  Object.assign(report, { agent, confidence, outcome: 'repeated' })
  yield { type: 'agent', agent, confidence, reasoning }
  yield { type: 'sources', sources }
  yield { type: 'delta', text: message }
  yield { type: 'done', reply: toChatReply(reply) }
}
