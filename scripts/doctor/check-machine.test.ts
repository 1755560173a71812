import assert from 'node:assert/strict'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createFolder } from '../../server/testing/start-product.ts'
import { checkMachine, judgeBackups, judgeDisk, judgeWorkers } from './check-machine.ts'

const day = 86_400_000

describe('the machine', () => {
  it('has room, a widget and backups, or not', async () => {
    using folder = createFolder()
    const setting = {
      root: folder.path,
      dataDir: join(folder.path, 'data/not/there/yet'),
      backups: join(folder.path, 'backups'),
      workers: 1,
      env: {},
      now: Date.now,
    }
    const look = async () =>
      Object.fromEntries((await checkMachine(setting)).map(({ id, state }) => [id, state]))
    assert.deepEqual(await look(), { disk: 'ok', backups: 'warning', widget: 'warning', workers: 'ok' })
    mkdirSync(join(folder.path, 'dist/widget'), { recursive: true })
    writeFileSync(join(folder.path, 'dist/widget/manifest.json'), '{}')
    mkdirSync(setting.backups)
    const file = join(setting.backups, 'chatbot-v2-2026-01-01T00-00-00.jsonl.gz')
    writeFileSync(file, '')
    assert.deepEqual(await look(), { disk: 'ok', backups: 'ok', widget: 'ok', workers: 'ok' })
    const old = new Date(Date.now() - 3 * day)
    utimesSync(file, old, old)
    assert.equal((await look()).backups, 'warning')
  })

  it('is told of a disk that its host throws away', async () => {
    const find = async (env: Record<string, string>) => {
      const setting = { root: '/', dataDir: '/', backups: '/', workers: 1, env, now: Date.now }
      return (await checkMachine(setting)).find(({ id }) => id === 'volatile-disk')?.state
    }
    assert.equal(await find({ RENDER: 'true' }), 'error')
    assert.equal(await find({}), undefined)
  })

  it('is told of a disk that fills up, and of one that is full', () => {
    const judge = (free: number, size: number) => judgeDisk({ folder: '/', free, size }).state
    assert.deepEqual(
      [judge(3e9, 100e9), judge(1.9e9, 100e9), judge(0.19e9, 100e9)],
      ['ok', 'warning', 'error'],
    )
    assert.equal(judge(0.5e9, 1e9), 'ok', 'a small disk that is half empty')
  })

  it('is told of backups two days old, and of more workers than cores', () => {
    assert.equal(judgeBackups(0, 2 * day - 1, '').state, 'ok')
    assert.equal(judgeBackups(0, 2 * day, '').state, 'warning')
    assert.deepEqual([judgeWorkers(2, 2).state, judgeWorkers(3, 2).state], ['ok', 'warning'])
  })
})
