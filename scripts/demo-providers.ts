// `npm run demo:providers`: the product with answers by a language model, embeddings and reranking, all of them fake and
// on this machine, as slow as the real ones. No key, nothing leaves, nothing stays. The rest of the environment counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'

const folder = mkdtempSync(join(tmpdir(), 'chatbot-v2-demo-'))
const fakes = await startFakeProviders({ realistic: true })
console.log(
  [
    'Démonstration : les modèles sont faux et tournent sur cette machine, sans clé.',
    'Leurs réponses recopient des phrases des documents, à la vitesse de vrais modèles.',
    '',
  ].join('\n'),
)
const product = spawn(process.execPath, [join(import.meta.dirname, '../server/main.ts')], {
  env: { ...process.env, ...fakes.environment, DATA_DIR: folder },
  stdio: 'inherit',
})
// Ctrl+C reaches the product by itself; it ends its turns, then this ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => product.kill('SIGTERM'))
const [code] = await once(product, 'exit')
rmSync(folder, { recursive: true, force: true })
await fakes.close()
process.exit(code ?? 1)
