import { wildText, wildTokens } from './broken-streams.ts'
import { type FakeAnswer, html, json } from './fake-exchange.ts'
import { textStream, wholeChoice } from './stream-of.ts'

type Variants = Record<string, FakeAnswer>
const day = 86_400_000

/** Rows 1 to 23 of failures.md: errors instead of a reply, and replies that are none. */
export const refusedCompletions: Record<number, Variants> = {
  1: {
    'Retry-After of 2 s': json(429, rateLimit(), {
      'x-ratelimit-limit': '20',
      'x-ratelimit-remaining': '0',
      'retry-after': '2',
    }),
    'Retry-After of 60 s': json(429, rateLimit(), { 'retry-after': '60' }),
    'no Retry-After': json(429, rateLimit()),
  },
  2: {
    'free models a day': exchange =>
      json(429, {
        error: {
          code: 429,
          message:
            'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
          metadata: {
            headers: {
              'X-RateLimit-Limit': '50',
              'X-RateLimit-Remaining': '0',
              'X-RateLimit-Reset': String(Date.now() + day),
            },
          },
        },
      })(exchange),
  },
  3: {
    'shared pool upstream': json(429, upstreamLimit(429)),
    'code as text': json(429, upstreamLimit('429')),
  },
  4: {
    'capacity exhausted': json(503, availability('capacity_exhausted', true)),
    'temporarily unavailable': json(429, availability('temporarily_unavailable', true)),
  },
  5: {
    'no credits': json(402, {
      error: {
        code: 402,
        message:
          'This request requires more credits, or fewer max_tokens. You requested up to 64000 tokens, but can only afford 2666',
        metadata: { provider_name: null },
      },
      user_id: 'user_fake',
    }),
  },
  6: {
    'budget in flight': json(
      402,
      {
        error: { code: 402, message: 'In flight', metadata: { limit_source: 'openrouter_in_flight_budget' } },
      },
      { 'retry-after': '1' },
    ),
  },
  7: { 'wrong key': json(401, { error: { code: 401, message: 'No auth credentials found' } }) },
  8: {
    moderation: json(403, {
      error: {
        code: 403,
        message: 'Your input was flagged',
        metadata: {
          reasons: ['harassment'],
          flagged_input: 'ce que le visiteur a écrit',
          provider_name: 'OpenAI',
          model_slug: 'openai/gpt-4o-mini',
        },
      },
    }),
  },
  9: {
    guardrail: json(403, {
      error: {
        code: 403,
        message: 'Request blocked: prompt injection patterns detected',
        metadata: { patterns: ['ignore previous'] },
      },
    }),
  },
  10: {
    ...Object.fromEntries(
      ['context_length_exceeded', 'max_tokens_exceeded', 'string_too_long'].map(type => [
        type,
        json(400, { error: { code: 400, message: 'Too long', metadata: { error_type: type } } }),
      ]),
    ),
    'raw words of the model behind': json(400, {
      error: {
        code: 400,
        message: 'Provider returned error',
        metadata: {
          raw: '{"type":"error","error":{"message":"prompt is too long: 208310 tokens > 200000 maximum"}}',
          provider_name: 'Anthropic',
        },
      },
    }),
    'llama.cpp': json(400, {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 5000,
      },
    }),
    vLLM: json(400, {
      object: 'error',
      message:
        "'max_tokens' or 'max_completion_tokens' is too large: 1000. This model's maximum context length is 4096 tokens and your request has 3500 input tokens.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    }),
  },
  11: {
    deprecated: json(404, availability('model_deprecated', false)),
    'no endpoints': json(404, availability('no_endpoints', false)),
    'privacy restricted': json(404, availability('privacy_restricted', false)),
    'free variant ended': json(404, availability('free_variant_ended', false)),
    'not a valid model': json(400, {
      error: { code: 400, message: 'acme/fake-1.0 is not a valid model ID' },
    }),
  },
  12: {
    '408': json(408, { error: { code: 408, message: 'Request timed out' } }),
    '504': json(504, { error: { code: 504, message: 'Timeout', metadata: { error_type: 'timeout' } } }),
    '524': json(524, { error: { code: 524, message: 'Request timed out. Please try again later.' } }),
    '529': json(529, { error: { code: 529, message: 'Provider returned error' } }),
  },
  13: {
    '502': json(502, serverError(502, 'provider_unavailable')),
    '503': json(503, serverError(503, 'provider_overloaded'), { 'retry-after': '3' }),
  },
  14: { '500': json(500, serverError(500, 'server')) },
  15: { '502': html(502), '520': html(520), '524': html(524), '200': html(200) },
  16: { 'error under 200': json(200, { error: { code: 502, message: 'Provider returned error' } }) },
  17: {
    'partial answer': wholeChoice({
      message: { role: 'assistant', content: 'partial output...' },
      finish_reason: 'error',
      error: {
        code: 502,
        message: 'Provider disconnected mid-stream',
        metadata: { error_type: 'provider_unavailable' },
      },
    }),
  },
  18: { 'no choices': json(200, { id: 'gen-fake', object: 'chat.completion', choices: [] }) },
  19: {
    null: wholeChoice({ message: { role: 'assistant', content: null }, finish_reason: 'stop' }),
    'empty text': wholeChoice({ message: { role: 'assistant', content: '' }, finish_reason: 'stop' }),
  },
  20: {
    reasoning: wholeChoice({
      message: { role: 'assistant', content: '', reasoning: 'Le visiteur veut…' },
      finish_reason: 'length',
    }),
    reasoning_content: wholeChoice({
      message: { role: 'assistant', content: '', reasoning_content: 'Le visiteur veut…' },
      finish_reason: 'stop',
    }),
    'a think block alone': textStream(['<thi', 'nk>\nLe visiteur veut…', '</think>\n\n']),
    'a think block without an end': textStream(['<thinking>', 'Le visiteur veut…']),
    'a think block first': textStream(['<think>\nLe visiteur veut…</th', 'ink>\n\n', ...wildTokens]),
    'a think block that never began': wholeChoice({
      message: { role: 'assistant', content: `Le visiteur veut…\n</think>\n\n${wildText}` },
      finish_reason: 'stop',
    }),
  },
  21: { 'cut JSON': said('{"matched":true,"messageIndex":"1"', 'length') },
  22: {
    fenced: said('```json\n{"agent":"audrey","confidence":0.9}\n```'),
    prose: said('Bien sûr ! Voici : {"agent":"audrey","confidence":0.9} Bonne journée.'),
    'two objects': said('{"agent":"audrey","confidence":0.9}{"agent":"carole","confidence":0.1}'),
    'wrong enum': said('{"agent":"marie","confidence":0.9}'),
    'confidence as text': said('{"agent":"audrey","confidence":"0.9"}'),
    'confidence of 90': said('{"agent":"audrey","confidence":90}'),
  },
  23: {
    'content filter': wholeChoice({
      message: { role: 'assistant', content: '' },
      finish_reason: 'content_filter',
    }),
    'content policy': json(400, {
      error: { code: 400, message: 'Refused', metadata: { error_type: 'content_policy_violation' } },
    }),
    refusal: wholeChoice({
      message: { role: 'assistant', content: null, refusal: "I can't help with that." },
      finish_reason: 'stop',
    }),
  },
}

function said(content: string, finish = 'stop'): FakeAnswer {
  return wholeChoice({ message: { role: 'assistant', content }, finish_reason: finish })
}

function rateLimit() {
  const metadata = { error_type: 'rate_limit_exceeded' }
  return { error: { code: 429, message: 'Rate limit exceeded', metadata } }
}

function upstreamLimit(code: number | string) {
  const metadata = {
    raw: 'acme/fake-1.0 is temporarily rate-limited upstream. Please retry shortly.',
    provider_name: 'BaseTen',
    limit_source: 'upstream_provider_shared_pool',
  }
  return { error: { code, message: 'Provider returned error', metadata } }
}

/** OpenRouter's newer shape: no `code`, but `http_status`. */
function availability(code: string, retryable: boolean) {
  const httpStatus = retryable ? 503 : 404
  return {
    error: {
      message: 'Not available',
      http_status: httpStatus,
      availability: {
        code,
        retryable,
        ...(retryable && { retry_after: 40 }),
        fallback_models: ['acme/fake-2.0', 'acme/fake-mini'],
      },
    },
  }
}

function serverError(code: number, type: string) {
  return { error: { code, message: 'Provider returned error', metadata: { error_type: type } } }
}
