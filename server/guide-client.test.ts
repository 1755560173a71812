// The client code of the deployment guide, against a running server: what its readers have in production keeps working.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { createScriptedTurns } from './testing/scripted-turns.ts'
import { startTestApp, type TestApp } from './testing/start-test-app.ts'

const root = join(import.meta.dirname, '..')
const own = join(import.meta.dirname, 'testing/guide-client')
/** The guide stands beside the repository on some machines; it is not ours to keep here. */
const guide = join(root, '../shared/guide/deployment-guide.fr.md')

/** Types that the guide uses without printing them. */
const missingTypes = `declare global {
  interface ChatResponse { message: string; agent: 'audrey' | 'carole' | 'escalate'; confidence: number; timestamp: string }
  interface RateLimitStatus { allowed: boolean; remaining: number }
}
export {}
`

interface ClientModules {
  sendMessage(user: string, conversation: string, message: string): Promise<Record<string, unknown>>
  checkRateLimit(conversation: string): Promise<{ allowed: boolean; remaining: number }>
  ChatMessage(props: object): { props: { className: string; children: unknown[] } }
}

/** A block of code of the guide by something that stands in it. */
function readBlock(marker: string): string {
  const blocks = readFileSync(guide, 'utf8').split(/^```/m)
  const block = blocks.find(text => text.startsWith('typescript\n') && text.includes(marker))
  assert.ok(block, `the guide prints no ${marker}`)
  return block.slice('typescript\n'.length)
}

/** Compiles as an ordinary React project without strictness does, which the guide's code needs. Returns the complaints. */
function typeCheck(files: string[]): string[] {
  const program = ts.createProgram(files, {
    noEmit: true,
    strict: false,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    jsx: ts.JsxEmit.ReactJSX,
    types: ['node', 'react'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { 'react/jsx-runtime': [join(root, 'node_modules/@types/react/jsx-runtime.d.ts')] },
  })
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

/** Runs the code as JavaScript, its elements made by preact, which speaks React's JSX. */
async function load(folder: string, sources: Record<string, string>): Promise<ClientModules> {
  const modules = await Promise.all(
    Object.entries(sources).map(([name, source]) => {
      const { outputText } = ts.transpileModule(source, {
        fileName: name,
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          jsx: ts.JsxEmit.ReactJSX,
          jsxImportSource: pathToFileURL(join(root, 'node_modules/preact')).href,
        },
      })
      const file = join(folder, `${name}.mjs`)
      const runtime = pathToFileURL(join(root, 'node_modules/preact/jsx-runtime/dist/jsxRuntime.mjs')).href
      writeFileSync(file, outputText.replace(/"file:[^"]*\/jsx-runtime"/, JSON.stringify(runtime)))
      return import(pathToFileURL(file).href)
    }),
  )
  return Object.assign({}, ...modules) as ClientModules
}

/** The guide's client has its server's address in it: requests to it go to the server of the test. */
function sendRequestsTo(server: TestApp) {
  const original = globalThis.fetch
  globalThis.fetch = (input, init) =>
    original(String(input).replace('http://localhost:8000', server.url), init)
  return {
    [Symbol.dispose]() {
      globalThis.fetch = original
    },
  }
}

const versions = [
  {
    name: 'a client of our own writing',
    read: () => ({
      'chat-service.ts': readFileSync(join(own, 'chat-service.ts'), 'utf8'),
      'chat-message.tsx': readFileSync(join(own, 'chat-message.tsx'), 'utf8'),
      'types.ts': readFileSync(join(own, 'types.ts'), 'utf8'),
    }),
  },
  ...(existsSync(guide)
    ? [
        {
          name: 'the very code of the guide',
          read: () => ({
            'chatService.ts': readBlock('export async function sendMessage'),
            'ChatMessage.tsx': readBlock('export function ChatMessage'),
            'types.ts': missingTypes,
          }),
        },
      ]
    : []),
]

for (const { name, read } of versions) {
  describe(`the guide’s client, ${name}`, () => {
    const sources = read() as Record<string, string>
    const folder = mkdtempSync(join(tmpdir(), 'guide-client-'))
    const cleanUp = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
    const files = Object.entries(sources).map(([file, source]) => {
      const path = join(folder, file)
      writeFileSync(path, source)
      return path
    })

    it('compiles', () => {
      assert.deepEqual(typeCheck(files), [])
    })

    it('asks, is answered, and draws who answered', async () => {
      using _ = cleanUp
      const turns = createScriptedTurns()
      const server = await startTestApp({ turns })
      try {
        using _requests = sendRequestsTo(server)
        const client = await load(folder, sources)
        const reply = await client.sendMessage('user-123', 'conv-456', 'Bonjour')
        assert.deepEqual(reply, {
          message: 'Bonjour !',
          agent: 'audrey',
          confidence: 0.9,
          timestamp: '2026-01-01T00:00:00.000Z',
        })
        assert.equal(turns.requests[0]?.conversation_id, 'conv-456')
        assert.match(JSON.stringify(client.ChatMessage({ ...reply, isUser: false })), /Audrey/)
        assert.doesNotMatch(JSON.stringify(client.ChatMessage({ ...reply, isUser: true })), /Audrey/)
        assert.doesNotMatch(
          JSON.stringify(client.ChatMessage({ ...reply, agent: 'escalate', isUser: false })),
          /Audrey/,
        )
        await assert.rejects(client.sendMessage('user-123', 'conv-456', ''), /422/)
      } finally {
        await server.close()
      }
    })
  })
}
