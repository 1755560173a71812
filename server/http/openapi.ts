import { z } from 'zod'
import { ChatReply, ChatRequest } from '../../contract/chat.ts'
import { ConversationMessages, defaultPageLength, maxPageLength } from '../../contract/conversation.ts'
import { ErrorBody } from '../../contract/error.ts'
import { FeedbackRequest, maxCommentLength } from '../../contract/feedback.ts'
import { Health } from '../../contract/health.ts'
import { identifierPattern } from '../../contract/identifier.ts'
import { maxMessageLength } from '../../contract/message-text.ts'
import { RateLimitStatus } from '../../contract/rate-limit.ts'
import { WebhookError, WebhookReply, WebhookRequest } from '../../contract/webhook-v1.ts'
import { WidgetConfig } from '../../contract/widget-config.ts'
import { createOpenApiPaths } from './openapi-paths.ts'

type JsonSchema = Record<string, unknown>

/** What a request's members get beside their types: lengths, which the contract counts in code points, and examples. */
const additions: Record<string, JsonSchema> = {
  user_id: { example: 'user-123' },
  userId: { example: 'user-123' },
  conversation_id: { example: 'conv-456' },
  conversationId: { example: 'conv-456' },
  message: {
    minLength: 1,
    maxLength: maxMessageLength,
    example: 'Comment créer ma première séquence email ?',
  },
  comment: { maxLength: maxCommentLength, example: 'Très clair, merci !' },
}

/** The OpenAPI 3.1 document, its schemas generated from contract/. */
export function createOpenApi({ version, team }: { version: string; team: string }) {
  return {
    openapi: '3.1.0',
    info: {
      title: `API – ${team}`,
      version,
      description:
        'Une question posée dans le chat va à la spécialiste qui sait ; elle répond avec ses sources. ' +
        'Les identifiants sont libres (1 à 128 caractères parmi `A-Z a-z 0-9 _ . : -`). Tout est aussi sous `/api/v2/…`.',
    },
    tags: [
      { name: 'chat', description: 'Ce que le widget appelle' },
      { name: 'v1', description: 'Le webhook de la version n8n' },
      { name: 'exploitation', description: 'Pour la surveillance' },
    ],
    paths: createOpenApiPaths(),
    components: {
      schemas: {
        ChatRequest: {
          ...toSchema(ChatRequest, 'input'),
          example: toExample('user_id', 'conversation_id', 'message'),
        },
        ChatReply: toSchema(ChatReply, 'output'),
        RateLimitStatus: toSchema(RateLimitStatus, 'output'),
        ConversationMessages: toSchema(ConversationMessages, 'output'),
        FeedbackRequest: toSchema(FeedbackRequest, 'input'),
        FeedbackReply: toSchema(
          z.object({ message_id: z.string(), rating: z.enum(['up', 'down']) }),
          'output',
        ),
        WidgetConfig: toSchema(WidgetConfig, 'output'),
        Health: toSchema(Health, 'output'),
        Error: toSchema(ErrorBody, 'output'),
        WebhookRequest: {
          ...toSchema(WebhookRequest, 'input'),
          example: toExample('userId', 'conversationId', 'message'),
        },
        WebhookReply: toSchema(WebhookReply, 'output'),
        WebhookError: toSchema(WebhookError, 'output'),
      },
      parameters: {
        conversation: toIdParameter('Identifiant de la conversation', 'conv-456'),
        message: toIdParameter('Le `message_id` d’une réponse, ou l’`id` de son message'),
        user: { ...toIdParameter('Qui a ouvert la conversation', 'user-123'), name: 'user_id', in: 'query' },
        before: {
          ...toIdParameter('L’`id` d’un message : ceux d’avant, et non les plus récents'),
          name: 'before',
          in: 'query',
          required: false,
        },
        limit: {
          name: 'limit',
          in: 'query',
          required: false,
          description: 'Combien de messages au plus',
          schema: { type: 'integer', minimum: 1, maximum: maxPageLength, default: defaultPageLength },
        },
        idempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description:
            'Tient lieu de `message_id`. Comme lui, elle vaut dans une conversation : la même clé y redonne la même ' +
            'réponse (422 avec un autre texte) ; dans une autre conversation, c’est un autre message.',
          schema: { type: 'string', maxLength: 255 },
        },
      },
    },
  }
}

/** A reply's own strings keep no length of ours: only what is sent to us is bounded. */
function toSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  if (io === 'input') {
    for (const [name, property] of Object.entries(json.properties ?? {})) {
      if (typeof property === 'object') Object.assign(property.anyOf?.[0] ?? property, additions[name])
    }
  }
  return json
}

/** A request one can send as it is. A message_id in it would make the second one a repetition. */
function toExample(...members: string[]): JsonSchema {
  return Object.fromEntries(members.map(member => [member, additions[member]?.example]))
}

/** What is filled in on /docs works as it is; what nobody can know beforehand is left empty. */
function toIdParameter(description: string, example?: string) {
  return {
    name: 'id',
    in: 'path',
    required: true,
    description,
    schema: { type: 'string', pattern: identifierPattern.source, ...(example && { example }) },
  }
}
