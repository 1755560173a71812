// What the hosts' published schemas say of the members that our files have, as facts: railway.com/railway.schema.json,
// render.com/schema/render.yaml.json, and SchemaStore's fly.json, which Fly.io began. A host drops a member that it does
// not know without a word, or refuses the deployment: whoever adds one looks it up there, and adds it here.
import { z } from 'zod'

export const RailwayFile = z.strictObject({
  $schema: z.string().optional(),
  build: z
    .strictObject({
      builder: z.enum(['NIXPACKS', 'DOCKERFILE', 'RAILPACK', 'HEROKU', 'PAKETO']).nullable(),
      dockerfilePath: z.string().nullable(),
    })
    .partial()
    .optional(),
  deploy: z
    .strictObject({
      healthcheckPath: z.string().nullable(),
      healthcheckTimeout: z.number().nullable(),
      restartPolicyType: z.enum(['ON_FAILURE', 'ALWAYS', 'NEVER']).nullable(),
      restartPolicyMaxRetries: z.number().min(1).nullable(),
      overlapSeconds: z.number().min(0).nullable(),
      drainingSeconds: z.number().min(0).nullable(),
    })
    .partial()
    .optional(),
})

const renderRegion = z.enum(['oregon', 'ohio', 'frankfurt', 'singapore', 'virginia']).optional()
const renderVariable = z.union([
  z.strictObject({
    key: z.string(),
    value: z.union([z.string(), z.number()]).optional(),
    generateValue: z.boolean().optional(),
    sync: z.boolean().optional(),
  }),
  z.strictObject({ key: z.string(), fromDatabase: z.object({ name: z.string(), property: z.string() }) }),
])

export const RenderFile = z.strictObject({
  services: z
    .array(
      z.strictObject({
        type: z.enum(['web', 'worker', 'pserv']),
        name: z.string(),
        runtime: z.enum(['docker', 'elixir', 'go', 'image', 'node', 'python', 'ruby', 'rust', 'static']),
        plan: z.enum(['free', 'starter', 'standard', 'pro', 'pro plus', 'pro max', 'pro ultra']).optional(),
        region: renderRegion,
        dockerfilePath: z.string().optional(),
        healthCheckPath: z.string().optional(),
        maxShutdownDelaySeconds: z.int().min(1).max(300).optional(),
        envVars: z.array(renderVariable).optional(),
      }),
    )
    .optional(),
  databases: z
    .array(
      z.strictObject({
        name: z.string(),
        // Of the many sizes of `pro-…` and `accelerated-…`, none is ours.
        plan: z.enum(['free', 'basic-256mb', 'basic-1gb', 'basic-4gb']).optional(),
        region: renderRegion,
        postgresMajorVersion: z.enum(['10', '11', '12', '13', '14', '15', '16', '17']).optional(),
        ipAllowList: z.array(z.object({ source: z.string(), description: z.string().optional() })).optional(),
      }),
    )
    .optional(),
})

const flyDuration = z.union([z.int(), z.string()])

/** By the tables' names; those before the first table stand under the empty name. */
export const FlyTables = z
  .strictObject({
    '': z
      .strictObject({
        app: z.string(),
        primary_region: z.string(),
        kill_signal: z.enum(['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGKILL', 'SIGSTOP']),
        kill_timeout: flyDuration,
      })
      .partial(),
    build: z.strictObject({ dockerfile: z.string() }).partial(),
    deploy: z.strictObject({ strategy: z.enum(['canary', 'rolling', 'bluegreen', 'immediate']) }).partial(),
    env: z.record(z.string(), z.string()),
    http_service: z
      .strictObject({
        internal_port: z.int(),
        force_https: z.boolean(),
        auto_stop_machines: z.enum(['off', 'stop', 'suspend']),
        auto_start_machines: z.boolean(),
        min_machines_running: z.int(),
      })
      .partial(),
    'http_service.concurrency': z
      .strictObject({
        type: z.enum(['connections', 'requests']),
        soft_limit: z.int(),
        hard_limit: z.int(),
      })
      .partial(),
    'http_service.checks': z
      .strictObject({
        method: z.string(),
        path: z.string(),
        interval: flyDuration,
        timeout: flyDuration,
        grace_period: flyDuration,
      })
      .partial(),
    vm: z
      .strictObject({
        size: z.enum([
          'shared-cpu-1x',
          'shared-cpu-2x',
          'shared-cpu-4x',
          'shared-cpu-8x',
          'performance-1x',
          'performance-2x',
          'performance-4x',
          'performance-8x',
          'performance-16x',
        ]),
        memory: z.union([z.string(), z.int()]),
      })
      .partial(),
  })
  .partial()
