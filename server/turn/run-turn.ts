import { speaksOfDistress, withoutDistress } from '../agents/distress.ts'
import { detectLanguage } from '../agents/language.ts'
import { AppError } from '../errors.ts'
import { abandonTurn } from '../operations/abandon-turn.ts'
import { reserveMore } from '../operations/reserve-more.ts'
import type { Passage } from '../operations/search-knowledge.ts'
import { type Admission, admit } from './admit.ts'
import { askedPairs, pairFor } from './answer-pair.ts'
import { findLoop, withLoop } from './find-loop.ts'
import { findPassages, nothingEmbedded, startEmbedding } from './find-passages.ts'
import { type KeptLeases, keepLeases } from './keep-leases.ts'
import { matchPairs } from './match-pairs.ts'
import { createCallBounds } from './model/call-bounds.ts'
import { createModelLog, type ModelLog, toStoredSteps, totalsOf } from './model/model-log.ts'
import { createModelTools, type ModelTools } from './model/model-tools.ts'
import { withOtherQuestions } from './other-questions.ts'
import { createPurse, type TurnMoney } from './purse.ts'
import { readQuestion, toQuestion } from './question-in-context.ts'
import { route } from './route.ts'
import { isAnsweredByAll } from './shared-answer.ts'
import { createStopwatch, type Stopwatch } from './stopwatch.ts'
import { storeAnswer } from './store-answer.ts'
import { tellAnswer } from './tell-answer.ts'
import {
  type Tell,
  type Turn,
  type TurnDeps,
  type TurnReport,
  type TurnRequest,
  toChatReply,
  withoutModels,
} from './turn.ts'
import { toTurnEvents } from './turn-events.ts'
import { unansweredReport } from './unanswered-report.ts'
import { isAway, retryWhileAway } from './while-away.ts'

/** Milliseconds between two looks at a turn that another request is answering. */
const repeatInterval = 200

/** What one turn carries from step to step. */
interface Work {
  /** The message's id, and who this request is to the lease of its turn. */
  ids: { messageId: string; leaseHolder: string }
  stopwatch: Stopwatch
  /** Instant of the tools' clock at which it began. */
  began: number
  log: ModelLog
  tools: ModelTools
  embedding: ReturnType<typeof startEmbedding>
  money: TurnMoney
  leases: KeptLeases
}

/**
 * The chat turn, in the order of DESIGN's picture: admit (and embed beside it) → search → route → rerank and answer →
 * finish.
 */
export function createTurns(deps: TurnDeps) {
  const tools = createModelTools(deps)
  const bounds = createCallBounds(deps)
  const purse = createPurse(deps.settings.budget, bounds)
  const leases = keepLeases(deps)
  return {
    /**
     * Admits a message and gives its turn, to be followed to the end.
     * Throws AppError before anything is stored: `forbidden`, `rate_limited`, `message_id_reused`,
     * `database_unavailable`.
     */
    async begin(request: TurnRequest): Promise<Turn> {
      // Nothing of a distress leaves this machine, nor does a later turn tell of it.
      const asked = speaksOfDistress(request.message) ? withoutModels(deps) : deps
      const messageId = request.message_id ?? deps.createId()
      const ids = { messageId, leaseHolder: deps.createId() }
      const stopwatch = createStopwatch(deps.clock)
      const log = createModelLog()
      const mayEmbed = purse.mayEmbedEarly()
      const turn = { conversationId: request.conversation_id, ...ids }
      const money = purse.open({
        message: request.message,
        log,
        reserve: budget =>
          reserveMore(deps.database, {
            ...turn,
            budget,
            budgetEndpoints: deps.settings.events?.endpoints['budget.reached'],
          }),
      })
      const work: Work = {
        ids,
        stopwatch,
        began: tools.timers.now(),
        log,
        tools: { ...tools, afford: money.afford },
        embedding: mayEmbed
          ? startEmbedding(asked, tools, toQuestion(request.message, deps.personas), log)
          : nothingEmbedded,
        money,
        leases,
      }
      if (work.embedding.text !== null && deps.embedder) money.embeddedEarly(deps.embedder.model)
      const admission = await stopwatch
        .time('admit', () => admit(deps, request, ids, money.budget))
        .catch(error => {
          work.embedding.cancel()
          money.admitted(null)
          if (isLimit(error))
            deps.report({ ...unansweredReport(request), outcome: 'limited', ...timesOf(stopwatch) })
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
      if (admission.kind !== 'admitted') work.embedding.cancel()
      return { rateLimit, follow: tell => tellTurn(asked, request, admission, work, tell) }
    },
  }
}

export type Turns = ReturnType<typeof createTurns>

/** A turn from its admission on, reported once whether it ends well or not. */
async function tellTurn(
  deps: TurnDeps,
  request: TurnRequest,
  first: Admission,
  work: Work,
  tell: Tell,
): Promise<void> {
  const { ids } = work
  const turn = { conversationId: request.conversation_id, ...ids }
  const report = { ...unansweredReport(request), calls: work.log.calls, troubles: work.log.troubles }
  try {
    tell({ type: 'accepted', conversation_id: request.conversation_id, message_id: ids.messageId })
    let admission = first
    while (admission.kind === 'running') {
      await deps.wait(repeatInterval)
      admission = await admit(deps, request, ids, work.money.budget)
    }
    work.money.admitted(admission.kind === 'admitted' ? admission.budget : null)
    if (admission.kind === 'admitted') {
      report.budget = admission.budget
      const paying = admission.budget?.granted === false ? withoutModels(deps) : deps
      const release = work.leases.keep(turn)
      try {
        await runTurn(paying, request, admission, work, report, tell)
      } finally {
        release()
      }
    } else repeatTurn(admission, report, tell)
  } catch (error) {
    report.error = error
    await giveUp(deps, { ...turn, charge: work.money.charge() })
    throw error
  } finally {
    const budget = report.budget && work.money.state()
    deps.report({ ...report, budget, ...timesOf(work.stopwatch) })
  }
}

async function runTurn(
  deps: TurnDeps,
  request: TurnRequest,
  admission: Extract<Admission, { kind: 'admitted' }>,
  work: Work,
  report: TurnReport,
  tell: Tell,
): Promise<void> {
  const { messageId, budget } = admission
  const history = withoutDistress(admission.history)
  const { stopwatch, log, money } = work
  const language = detectLanguage(request.message, request.language ?? deps.team.language)
  const question = readQuestion(request.message, history, deps)
  const { passages, pairs } = await stopwatch.time('search', () => findPassages(deps, work, question.search))
  const found: { passages: readonly Passage[] } = { passages }
  const matches = matchPairs(
    question.own,
    pairs,
    passages.map(({ content }) => content),
  )
  const decision = await stopwatch.time('route', () =>
    route(deps, work, {
      message: request.message,
      history,
      passages,
      pairs: askedPairs(matches),
      answeredByAll: () => isAnsweredByAll(question.own, passages, language),
    }),
  )
  const { agent, confidence, reasoning } = decision
  Object.assign(report, { agent, confidence, kind: decision.kind })
  tell({ type: 'agent', agent, confidence, reasoning })

  const asked = {
    message: request.message,
    history,
    question,
    decision,
    found,
    pair: decision.kind === 'agent' ? pairFor(agent, matches) : undefined,
    language,
    formality: request.formality ?? undefined,
    delivery: request.delivery,
  }
  const written = await tellAnswer(deps, work, asked, tell)
  const loop = written.status === 'complete' ? findLoop(asked, admission, decision, deps.personas) : null
  const told = withLoop(withOtherQuestions(written, decision, { ...asked, personas: deps.personas }), loop)
  if (told.message !== written.message)
    tell({ type: 'delta', text: told.message.slice(written.message.length) })
  report.answeredBy = told.answeredBy

  const latencyMs = stopwatch.total()
  const events = toTurnEvents(
    { settings: deps.settings.events, personas: deps.personas, createId: deps.createId },
    {
      conversationId: request.conversation_id,
      messageId,
      question: request.message,
      statusBefore: admission.status,
      history,
      agent,
      confidence,
      told,
      loop,
      latencyMs,
    },
  )
  const refusedBy = money.state()?.spentBy
  const { reply } = await stopwatch.time('finish', () =>
    storeAnswer(
      deps,
      {
        conversationId: request.conversation_id,
        messageId,
        answer: told.message,
        agent,
        confidence,
        reasoning,
        sources: told.sources,
        status: told.status,
        model: told.model,
        ...totalsOf(log.calls),
        ...(budget && { charge: money.charge() }),
        latencyMs,
        steps: {
          ...stopwatch.steps(),
          ...toStoredSteps(log),
          answered_by: told.answeredBy,
          ...(refusedBy && { budget_spent: refusedBy }),
        },
        conversationStatus: told.conversationStatus,
        events,
      },
      money.most(),
      log,
    ),
  )
  report.outcome = told.status
  tell({ type: 'done', reply: toChatReply(reply) })
}

/**
 * Ends the lease of a turn that failed, so that its message, sent again, is answered at once. While the database is
 * away that goes on in the background; a lease nobody could end runs out by itself.
 */
async function giveUp(deps: TurnDeps, turn: Parameters<typeof abandonTurn>[1]): Promise<void> {
  const abandon = () => abandonTurn(deps.database, turn)
  try {
    await abandon()
  } catch (error) {
    if (isAway(error)) void retryWhileAway(deps, abandon).catch(() => undefined)
  }
}

function timesOf(stopwatch: Stopwatch): Pick<TurnReport, 'steps' | 'starts' | 'milliseconds'> {
  return { steps: stopwatch.steps(), starts: stopwatch.starts(), milliseconds: stopwatch.total() }
}

function isLimit(error: unknown): boolean {
  return error instanceof AppError && error.code === 'rate_limited'
}

/** Tells again a turn that is stored: the same answer, word for word. */
function repeatTurn(
  { reply }: Extract<Admission, { kind: 'finished' }>,
  report: TurnReport,
  tell: Tell,
): void {
  const { agent, confidence, reasoning, sources, message } = reply
  Object.assign(report, { agent, confidence, outcome: 'repeated' })
  tell({ type: 'agent', agent, confidence, reasoning })
  tell({ type: 'sources', sources })
  tell({ type: 'delta', text: message })
  tell({ type: 'done', reply: toChatReply(reply) })
}
