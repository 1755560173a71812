import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseConfig } from './config.ts'
import { toStartScreen, toStartState } from './start-screen.ts'
import { createFolder, startProduct } from './testing/start-product.ts'
import { describeVolatileDisk } from './volatile-disk.ts'

const embedded = (dataDir: string) => ({ driver: 'embedded', dataDir }) as const
/** The root's own disk, or that a volume is mounted at. */
const rootOnly = () => 1
const volumeAt = (folder: string) => (path: string) => (path.startsWith(folder) ? 2 : 1)

describe('a disk that the host throws away', () => {
  for (const [variable, value, host] of [
    ['RAILWAY_ENVIRONMENT_ID', 'e', 'Railway'],
    ['RAILWAY_PROJECT_ID', 'p', 'Railway'],
    ['RENDER', 'true', 'Render'],
    ['FLY_APP_NAME', 'chat', 'Fly.io'],
    ['DYNO', 'web.1', 'Heroku'],
    ['K_SERVICE', 'chat', 'Cloud Run'],
    ['KUBERNETES_SERVICE_HOST', '10.0.0.1', 'Kubernetes'],
  ] as const)
    it(`is known by ${variable}, and is none where a volume is mounted`, () => {
      using folder = createFolder()
      const database = embedded(join(folder.path, 'not/there/yet'))
      const env = { [variable]: value }
      assert.ok(describeVolatileDisk(database, env, rootOnly)?.startsWith(`${host} efface ce disque`))
      assert.equal(describeVolatileDisk(database, env, volumeAt(folder.path)), null)
    })

  it('is nobody’s elsewhere, or with a database of its own', () => {
    assert.equal(describeVolatileDisk(embedded('data'), {}, rootOnly), null)
    assert.equal(describeVolatileDisk(embedded('data'), { RENDER: '' }, rootOnly), null)
    assert.equal(describeVolatileDisk({ driver: 'postgres' }, { RENDER: 'true' }, rootOnly), null)
  })

  it('is on the start screen, below the database', () => {
    const knowledge = { documents: 1, chunks: 1, embedded: 0, embedding_model: 'x' }
    const screen = (problem: string | null) =>
      toStartScreen(toStartState(parseConfig({}), 8000, knowledge, [], problem), [])
    assert.match(screen('Render efface ce disque'), /! Base de données.*\n +Render efface ce disque/)
    assert.match(screen(null), /✓ Base de données/)
  })

  it('is an error in the log of a server that starts there', async () => {
    using folder = createFolder()
    // Where the folder of temporary files is a disk of its own, the product's is a volume, and nothing is wrong.
    const isVolatile = describeVolatileDisk(embedded(folder.path), { RENDER: 'true' }) !== null
    await using product = await startProduct(folder.path, { RENDER: 'true' })
    const told = product.log.filter(
      ({ level, msg }) => level === 'ERROR' && String(msg).startsWith('Render efface ce disque'),
    )
    assert.equal(told.length, isVolatile ? 1 : 0)
  })
})
