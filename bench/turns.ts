// Turns a second and their time, by how many are asked at once, on the embedded database with the sample knowledge.
import { ask } from '../server/testing/chat-client.ts'
import { createFolder, startProduct } from '../server/testing/start-product.ts'

const turnsEach = 400
const questions = [
  'Comment écrire une séquence email de bienvenue ?',
  'Combien de temps doit durer un réel ?',
  'Quels sont vos tarifs ?',
  'Je veux parler à quelqu’un',
]

/** Starts the product once and prints a Markdown table. */
export async function run(): Promise<void> {
  using folder = createFolder()
  await using product = await startProduct(folder.path, { LOG_LEVEL: 'info' })
  console.log('| at once | turns/s | p50 ms | p95 ms | max ms |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const concurrency of [1, 16, 64]) {
    const times: number[] = []
    let next = 0
    const started = performance.now()
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (next < turnsEach) {
          const turn = next++
          const begun = performance.now()
          const conversation = `c${concurrency}-${turn}`
          await ask(product.url, {
            user_id: 'u',
            conversation_id: conversation,
            message: questions[turn % questions.length],
          })
          times.push(performance.now() - begun)
        }
      }),
    )
    const seconds = (performance.now() - started) / 1000
    times.sort((a, b) => a - b)
    const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1)
    console.log(
      `| ${concurrency} | ${(turnsEach / seconds).toFixed(0)} | ${at(0.5)} | ${at(0.95)} | ${at(1)} |`,
    )
  }
}
