// How a test does what a visitor does. Locators see through the widget's open shadow root.
import type { Locator, Page } from 'playwright-core'
import { beginStream, type ChatBody, frame, type Script } from './scripted-server.ts'

export const question = 'Comment faire une séquence email de bienvenue ?'

/** Presses the round button and waits until the panel knows the team. */
export async function openPanel(page: Page): Promise<void> {
  await page.locator('.corner button').click()
  await page.locator('.starters .chip').first().waitFor()
}

/** Writes into the field and presses Enter. */
export async function ask(page: Page, text = question): Promise<void> {
  await page.locator('#input').fill(text)
  await page.locator('#input').press('Enter')
}

/** The answers that are complete. */
export const answered = (page: Page): Locator => page.locator('.message:not([aria-busy]) .answer')

/** True when the element is what the keyboard acts on, inside the shadow root. */
export const isFocused = (locator: Locator): Promise<boolean> =>
  locator.evaluate(node => node === (node.getRootNode() as ShadowRoot).activeElement)

/** Begins an answer, then waits for the test to say how it goes on. */
export function holdAnswer(text = 'Pour commencer, ') {
  const held = Promise.withResolvers<{ body: ChatBody; response: Parameters<Script>[1] }>()
  const script: Script = (body, response) => {
    beginStream(body, response)
    response.write(frame('delta', { text }))
    held.resolve({ body, response })
  }
  return { script, held: held.promise }
}
