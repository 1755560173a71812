import { z } from 'zod'

// What is told to the operator's own programs, as they receive it: the body of a POST in the form of Standard Webhooks
// (standardwebhooks.com), with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. Members may be
// added; receivers ignore those they do not know, and types too.

/** Instant of the event, not of its sending. */
const timestamp = z.iso.datetime()

/**
 * Who tells. `id` is the same for all that one database tells, whatever the number of its servers, and no other
 * installation's; `name` is the team's, as its visitors read it.
 */
const installation = z.object({ id: z.string(), name: z.string() })

/** Ids only: who reads an event needs access to the database, or the visitor's page, to learn more. */
const turn = {
  conversation_id: z.string(),
  message_id: z.string(),
  /** The visitor's own words: only with WEBHOOK_INCLUDE_QUESTION. */
  question: z.string().optional(),
}

/** A turn has its answer, and both are stored. */
const TurnFinished = z.object({
  type: z.literal('turn.finished'),
  timestamp,
  installation,
  data: z.object({
    ...turn,
    /** The specialist's id, or `escalate` where the team itself answered. */
    agent: z.string(),
    confidence: z.number().min(0).max(1),
    /** `partial`: it was cut, and says so. */
    status: z.enum(['complete', 'partial']),
    /** A language model, the documents' own words, the team's texts, or our words for what a model refused. */
    answered_by: z.enum(['model', 'extractive', 'pair', 'team', 'refusal']),
    sources: z.int().nonnegative(),
    latency_ms: z.int().nonnegative(),
  }),
})

/** A visitor asked for a person. */
const ConversationEscalated = z.object({
  type: z.literal('conversation.escalated'),
  timestamp,
  installation,
  data: z.object({
    ...turn,
    /** Whether they had asked for one in this conversation before. */
    repeated: z.boolean(),
    /** The specialist who answered last; null where none has. */
    last_agent: z.string().nullable(),
  }),
})

/** A visitor asks much the same again and again: once a conversation, which is `upsell_opportunity` from then on. */
const ConversationLoopDetected = z.object({
  type: z.literal('conversation.loop_detected'),
  timestamp,
  installation,
  data: z.object({
    ...turn,
    agent: z.string(),
    /** How many of the visitor's last messages say much the same, this one included. */
    similar_messages: z.int().positive(),
    /** Whether the specialist's offer stands under the answer. */
    offered: z.boolean(),
  }),
})

/** Most (80 %) or all (100 %) of the month's budget is spent: each once a month, whatever the number of servers. */
const BudgetReached = z.object({
  type: z.literal('budget.reached'),
  timestamp,
  installation,
  data: z.object({
    /** `2026-11`, by UTC. */
    month: z.string().regex(/^\d{4}-\d{2}$/),
    percent: z.union([z.literal(80), z.literal(100)]),
    /** Of the budget, what is really spent: 1 is all of it. */
    share: z.number(),
    /** In US dollars, which is what providers bill. */
    budget_usd: z.number(),
  }),
})

/** `npm run webhooks -- test` sends it. */
const WebhookTest = z.object({
  type: z.literal('webhook.test'),
  timestamp,
  installation,
  data: z.object({ message: z.string() }),
})

/** Body of a webhook. */
export const WebhookEvent = z.discriminatedUnion('type', [
  TurnFinished,
  ConversationEscalated,
  ConversationLoopDetected,
  BudgetReached,
  WebhookTest,
])
export type WebhookEvent = z.infer<typeof WebhookEvent>

/** Events that a receiver can ask for (WEBHOOK_EVENTS). */
export const webhookEventTypes = [
  'turn.finished',
  'conversation.escalated',
  'conversation.loop_detected',
  'budget.reached',
] as const
export type WebhookEventType = (typeof webhookEventTypes)[number]

/** What an event of this type says. */
export type WebhookData<Type extends WebhookEvent['type']> = Extract<WebhookEvent, { type: Type }>['data']
