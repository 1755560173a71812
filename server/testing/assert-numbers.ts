import assert from 'node:assert/strict'
import type { ChatEvent, ChatReply, Source } from '../../contract/chat.ts'

/** Every number points to the same passage when it is shown as when the answer is there. */
export function assertNumbers(events: readonly ChatEvent[], reply: ChatReply): void {
  let told: Source[] = []
  let shown = ''
  for (const event of events) {
    if (event.type === 'sources') told = event.sources
    if (event.type !== 'delta') continue
    shown += event.text
    for (const [mark, number] of shown.matchAll(/\[(\d+)\]/g)) {
      const at = Number(number) - 1
      assert.ok(told[at], `${mark} is shown before its source`)
      assert.deepEqual(
        [told[at]?.title, told[at]?.section],
        [reply.sources[at]?.title, reply.sources[at]?.section],
      )
    }
  }
}
