/**
 * The arrows of the house (docs/architecture.md), as rules. Type imports obey them too.
 * Each folder of server/ lists the folders it may know; everything else is refused.
 */
const allowed = {
  'server/ports': ['server/ports', 'contract', 'server/errors.ts'],
  'server/operations': ['server/operations', 'server/ports', 'contract', 'server/errors.ts'],
  'server/agents': ['server/agents', 'contract', 'server/errors.ts'],
  'server/turn': ['server/turn', 'server/ports', 'server/operations', 'server/agents', 'contract', 'server/errors.ts'],
  'server/embed': ['server/embed', 'server/ports', 'server/operations', 'server/errors.ts'],
  'server/ingest': ['server/ingest', 'server/embed', 'server/ports', 'server/operations', 'contract', 'server/errors.ts'],
  'server/keep': ['server/keep', 'server/ports', 'server/operations', 'server/errors.ts'],
  'server/webhooks': ['server/webhooks', 'server/ports', 'server/operations', 'contract', 'server/errors.ts'],
  'server/database': ['server/database', 'server/ports', 'server/errors.ts'],
  'server/providers': ['server/providers', 'server/ports', 'server/errors.ts'],
  'server/http': ['server/http', 'server/turn', 'server/operations', 'contract', 'server/errors.ts'],
  'server/telemetry': ['server/telemetry'],
  'server/workers': ['server/workers'],
  'server/watchdog': ['server/watchdog'],
}
const test = '(\\.|-)test\\.tsx?$'
const packages = '(^|/)node_modules/'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contract-imports-zod-only',
      severity: 'error',
      from: { path: '^contract/', pathNot: test },
      to: { pathNot: ['^contract/', `${packages}zod/`] },
    },
    ...Object.entries(allowed).map(([folder, targets]) => ({
      name: `${folder}-knows-its-place`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: [test, '/contract-suite/'] },
      to: { path: '^(contract|server|evals|bench|scripts|widget|console)/', pathNot: targets.map(target => `^${target}${target.endsWith('.ts') ? '$' : '/'}`) },
    })),
    {
      name: 'main-is-imported-by-none',
      severity: 'error',
      from: {},
      to: { path: '^server/main\\.ts$' },
    },
    {
      name: 'turn-never-sees-the-world',
      comment: 'turn thinks: no Fastify, no SQL, no vendor, no file system',
      severity: 'error',
      from: { path: '^server/(turn|agents/choose|operations)', pathNot: test },
      to: { path: ['^(node:)?(fs|net|http|https|child_process|worker_threads)(/|$)', `${packages}(fastify|pg|@electric-sql|undici)`] },
    },
    {
      name: 'widget-stands-alone',
      comment: 'what visitors fetch: its own files and preact, nothing of the server',
      severity: 'error',
      from: { path: '^widget/', pathNot: [test, '^widget/browser/', '/testing/'] },
      to: { pathNot: ['^widget/', '^contract/', `${packages}(preact|@types/react)/`] },
    },
    {
      name: 'widget-takes-types-of-the-contract-only',
      comment: 'its schemas would bring zod along, which weighs more than the whole widget',
      severity: 'error',
      from: { path: '^widget/', pathNot: [test, '^widget/browser/', '/testing/'] },
      to: { path: '^contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'loader-knows-no-panel',
      comment: 'it fetches panel-fr.ts or panel-en.ts by its address: the button must not wait for the panel',
      severity: 'error',
      from: { path: '^widget/loader/', pathNot: [test, '^widget/loader/(start-panel|panel-fr|panel-en)\\.ts$'] },
      to: { path: ['^widget/(panel|texts|demo)/', `${packages}preact`], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'panel-knows-no-rest',
      comment: 'what it opens with does not carry what is fetched after it',
      severity: 'error',
      from: { path: '^widget/panel/', pathNot: [test, '/testing/', '^widget/panel/rest/'] },
      to: { path: '^widget/(panel/rest/|texts/(fr|en)-rest)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'panel-knows-no-loader',
      severity: 'error',
      from: { path: '^widget/(panel|texts)/' },
      to: { path: '^widget/(loader|demo)/' },
    },
    {
      name: 'conversation-has-no-dom',
      comment: 'pure state and the one file that fetches: it runs in node:test',
      severity: 'error',
      from: { path: '^widget/panel/(conversation|markdown)/', pathNot: test },
      to: { path: ['^widget/panel/(components|styles|rest)/', '^widget/panel/[^/]+$', `${packages}preact`] },
    },
    {
      name: 'testing-stays-in-tests',
      severity: 'error',
      from: { path: '^(server|contract)/', pathNot: [test, '^server/testing/'] },
      to: { path: '^server/testing/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.node|data)/' },
  },
}
