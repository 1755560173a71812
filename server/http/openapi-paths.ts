/** The addresses of the OpenAPI document. Schemas: openapi.ts. */
export function createOpenApiPaths() {
  return {
    '/api/chat': {
      post: {
        tags: ['chat'],
        summary: 'Poser une question',
        description:
          'En JSON, ou au fil de l’eau avec `Accept: text/event-stream` : `accepted` → `agent` → `sources` → `delta` … → ' +
          '`done` (la réponse entière) ou `error`. `sources` peut revenir : la liste grandit avant le `delta` qui montre un ' +
          'numéro nouveau, si bien que `[2]` désigne toujours la deuxième source de la dernière liste reçue ; celle de ' +
          '`done` est la même, avec les extraits définitifs. Répéter un `message_id` dans sa conversation redonne la réponse de ce tour.',
        parameters: [{ $ref: '#/components/parameters/idempotencyKey' }],
        requestBody: toJsonBody('ChatRequest'),
        responses: {
          200: {
            ...toJsonReply('ChatReply', 'La réponse, enregistrée'),
            headers: rateLimitHeaders,
            content: {
              'application/json': { schema: toRef('ChatReply') },
              'text/event-stream': { schema: { type: 'string' } },
            },
          },
          ...toErrors(400, 403, 413, 415, 422, 429, 503),
        },
      },
    },
    '/api/rate-limit/{id}': {
      get: {
        tags: ['chat'],
        summary: 'Ce qu’il reste de messages à une conversation',
        parameters: [toParameter('conversation')],
        responses: {
          200: toJsonReply('RateLimitStatus', 'Le quota, sans rien y compter'),
          ...toErrors(400, 503),
        },
      },
    },
    '/api/conversations/{id}/messages': {
      get: {
        tags: ['chat'],
        summary: 'Les messages d’une conversation, du plus ancien au plus récent',
        description:
          'Les plus récents. Quand `has_more` est vrai, le même appel avec `before` (l’`id` du premier de la liste) donne ceux ' +
          'd’avant, et ainsi de suite. Avant un message effacé ou inconnu, il n’y a rien.',
        parameters: [
          toParameter('conversation'),
          toParameter('user'),
          toParameter('before'),
          toParameter('limit'),
        ],
        responses: {
          200: toJsonReply('ConversationMessages', 'Les messages'),
          ...toErrors(400, 403, 422, 503),
        },
      },
    },
    '/api/messages/{id}/feedback': {
      post: {
        tags: ['chat'],
        summary: 'Dire si une réponse a aidé',
        parameters: [toParameter('message')],
        requestBody: toJsonBody('FeedbackRequest'),
        responses: { 200: toJsonReply('FeedbackReply', 'Enregistré'), ...toErrors(400, 404, 415, 422, 503) },
      },
    },
    '/api/widget/config': {
      get: {
        tags: ['chat'],
        summary: 'Ce que le chat montre de l’équipe',
        parameters: [
          {
            name: 'language',
            in: 'query',
            description: 'Langue des textes ; sans elle, celle d’`Accept-Language`, puis celle de l’équipe',
            schema: { type: 'string', enum: ['fr', 'en'] },
          },
        ],
        responses: { 200: toJsonReply('WidgetConfig', 'Nom, accueil, spécialistes') },
      },
    },
    '/webhook/chat': {
      post: {
        tags: ['v1'],
        summary: 'Poser une question comme la version 1',
        requestBody: toJsonBody('WebhookRequest'),
        responses: {
          200: toJsonReply('WebhookReply', 'La réponse'),
          429: toJsonReply('WebhookError', '`RATE_LIMIT_EXCEEDED`'),
          default: toJsonReply('WebhookError', 'Erreur'),
        },
      },
    },
    '/health': {
      get: {
        tags: ['exploitation'],
        summary: 'Le service peut-il répondre ?',
        responses: { 200: toJsonReply('Health', 'Oui'), 503: toJsonReply('Health', 'Non') },
      },
    },
    '/ready': {
      get: {
        tags: ['exploitation'],
        summary: 'Faut-il lui envoyer des visiteurs ?',
        responses: {
          200: { description: 'Oui' },
          503: { description: 'Non : arrêt en cours ou base absente' },
        },
      },
    },
    '/metrics': {
      get: {
        tags: ['exploitation'],
        summary:
          'Mesures pour Prometheus : depuis la machine elle-même, ou avec METRICS_TOKEN (Authorization: Bearer)',
        responses: {
          401: { description: 'Demandé d’ailleurs, ou sans le bon jeton' },
          200: { description: 'Texte', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
  }
}

const errorDescriptions: Record<number, string> = {
  400: 'Demande illisible',
  403: 'Conversation d’une autre personne',
  404: 'Introuvable',
  413: 'Trop volumineux',
  415: 'Autre chose que du JSON',
  422: 'Un champ n’est pas valable : lequel et pourquoi',
  429: 'Trop de messages : voir `Retry-After`',
  503: 'Momentanément indisponible : voir `Retry-After`',
}

const rateLimitHeaders = {
  RateLimit: { description: 'Ce qu’il reste : `"turns";r=9;t=60`', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'La règle : `"turns";q=10;w=60`', schema: { type: 'string' } },
}

function toErrors(...statuses: number[]) {
  return Object.fromEntries(
    statuses.map(status => [status, toJsonReply('Error', errorDescriptions[status] ?? 'Erreur')]),
  )
}

function toRef(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}

function toParameter(name: string) {
  return { $ref: `#/components/parameters/${name}` }
}

function toJsonBody(name: string) {
  return { required: true, content: { 'application/json': { schema: toRef(name) } } }
}

function toJsonReply(name: string, description: string) {
  return { description, content: { 'application/json': { schema: toRef(name) } } }
}
