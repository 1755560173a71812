import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseConfig } from './config.ts'
import { ConfigError } from './config-error.ts'

const tracingOf = (env: Record<string, string>) => parseConfig(env).tracing

describe('OpenTelemetry’s variables', () => {
  it('ask for traces as soon as there is an address, and not before', () => {
    assert.equal(tracingOf({ OTEL_SERVICE_NAME: 'mine' }), undefined)
    assert.deepEqual(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }), {
      url: 'http://localhost:4318/v1/traces',
      headers: {},
      serviceName: 'chatbot-v2',
      resource: {},
      milliseconds: 5000,
    })
  })

  it('name headers and attributes as OpenTelemetry writes them', () => {
    const tracing = tracingOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc==, x-scope=a',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod',
      OTEL_SERVICE_NAME: 'accueil',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    })
    assert.deepEqual(tracing, {
      url: 'https://collector.example/otlp/v1/traces',
      headers: { authorization: 'Basic abc==', 'x-scope': 'a' },
      serviceName: 'accueil',
      milliseconds: 10,
      resource: { 'deployment.environment.name': 'prod' },
    })
  })

  it('stop the start when they are wrong', () => {
    for (const env of [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://localhost' },
      { OTEL_EXPORTER_OTLP_HEADERS: 'no pair' },
      { OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' },
      { OTEL_BSP_SCHEDULE_DELAY: '9' },
      { OTEL_BSP_SCHEDULE_DELAY: '100000' },
    ])
      assert.throws(() => parseConfig(env), ConfigError, JSON.stringify(env))
  })
})
