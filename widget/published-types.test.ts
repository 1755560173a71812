import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import ts from 'typescript'
import type { Identity, WidgetEvents } from './contract.ts'
import type { WidgetApi } from './loader/create-widget.ts'
import type { ChatbotApi, ChatbotEvents, ChatbotIdentity } from './widget.d.ts'

/** True when each can stand for the other. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false

/** Compiles a file of a project that has the package installed. Returns the complaints. */
function compile(source: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'published-types-'))
  try {
    const root = join(import.meta.dirname, '..')
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
    symlinkSync(root, join(folder, 'node_modules/chatbot-v2'))
    symlinkSync(join(root, 'node_modules/@types/react'), join(folder, 'node_modules/@types/react'))
    writeFileSync(join(folder, 'page.tsx'), source)
    const program = ts.createProgram([join(folder, 'page.tsx')], {
      noEmit: true,
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      jsx: ts.JsxEmit.ReactJSX,
      types: [],
    })
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the published types', () => {
  it('are those of the loader', () => {
    const same: [
      Same<ChatbotEvents, WidgetEvents>,
      Same<ChatbotIdentity, Identity>,
      Same<keyof ChatbotApi, keyof WidgetApi>,
    ] = [true, true, true]
    const publish = (api: WidgetApi): ChatbotApi => api
    assert.ok(same.every(Boolean) && publish)
  })

  it('make the global, the events and the element known to a strict React project', () => {
    assert.deepEqual(
      compile(`
        import type {} from 'chatbot-v2/widget'
        import type {} from 'chatbot-v2/widget/react'
        ;(window.ChatbotV2 ||= []).push(chat => {
          const stop: () => void = chat.on('answer', ({ agent, text }) => console.log(agent.length, text.length))
          chat.identify({ user_id: 'client-7', plan: 'pro' })
          stop()
        })
        document.addEventListener('chatbot-v2:message', event => console.log(event.detail.text))
        export const Chat = () => <chatbot-v2-widget mode="inline" language="en" className="chat" />
      `),
      [],
    )
  })

  it('fit the code that integrations/react.md prints', () => {
    const page = readFileSync(join(import.meta.dirname, '../integrations/react.md'), 'utf8')
    const blocks = [...page.matchAll(/^```tsx\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
    assert.equal(blocks.length, 2)
    assert.deepEqual(compile(blocks.join('\n')), [])
  })

  it('refuse what the widget does not know', () => {
    const wrong = compile(`
      import type {} from 'chatbot-v2/widget'
      import type {} from 'chatbot-v2/widget/react'
      ;(window.ChatbotV2 ||= []).push(chat => chat.on('answered', () => {}))
      export const Chat = () => <chatbot-v2-widget mode="floating" />
    `)
    assert.equal(wrong.length, 2)
  })
})
