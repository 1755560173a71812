import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const watchdog = pathToFileURL(join(import.meta.dirname, 'start-watchdog.ts'))

/** A process with a watchdog that gives a silent loop `patience` milliseconds, and what it says. */
async function start(text: string, { patience = 400, args = [] as string[] } = {}) {
  const script = `import { startWatchdog } from '${watchdog}'
    startWatchdog({ everyMilliseconds: 50, patienceMilliseconds: ${patience}, onError: error => { throw error } })
    setInterval(() => {}, 1000)
    process.stdout.write('there\\n')
    ${text}`
  const child = spawn(process.execPath, [...args, '--input-type=module', '-e', script])
  const said = { text: '' }
  child.stdout.on('data', chunk => {
    said.text += chunk
  })
  child.stderr.on('data', chunk => {
    said.text += chunk
  })
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const stop = { [Symbol.asyncDispose]: () => end(child) }
  await once(child.stdout, 'data')
  return Object.assign(stop, { child, said, ended })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Whether it lives for so long. */
const lives = async ({ ended }: { ended: Promise<unknown> }, milliseconds: number) =>
  (await Promise.race([ended, delay(milliseconds, 'lives')])) === 'lives'

describe('the watchdog', { concurrency: true }, () => {
  it('ends a process whose loop is stuck, and says where', async () => {
    await using stuck = await start('setTimeout(function goRound() { for (;;); }, 100)')
    assert.deepEqual(await stuck.ended, { code: null, signal: 'SIGKILL' })
    const line = JSON.parse(stuck.said.text.trim().split('\n').at(-1) ?? '')
    assert.equal(line.level, 'ERROR')
    assert.match(line.msg, /event loop/)
    assert.match(String(line.at), /goRound/)
  })

  it('ends one that waits for something that never comes', async () => {
    await using stuck = await start(
      'setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 100)',
    )
    assert.deepEqual(await stuck.ended, { code: null, signal: 'SIGKILL' })
  })

  it('ends one although nobody can say where it is stuck', async () => {
    const script = `
      import { Worker } from 'node:worker_threads'
      import { createSilenceCounter } from '${pathToFileURL(join(import.meta.dirname, 'count-silence.ts'))}'
      import { watchLoop } from '${pathToFileURL(join(import.meta.dirname, 'watch-loop.ts'))}'
      const broken = 'process.getBuiltinModule("node:inspector").Session = class { constructor() { throw new Error("none") } };'
      const workerData = { beats: new Int32Array(new SharedArrayBuffer(4)), every: 50, patience: 200 }
      new Worker(broken + '(' + watchLoop + ')(' + createSilenceCounter + ')', { eval: true, workerData })
      for (;;);`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    const late = setTimeout(() => child.kill('SIGTERM'), 10_000)
    let said = ''
    child.stdout.on('data', chunk => {
      said += chunk
    })
    await using _stop = { [Symbol.asyncDispose]: () => end(child) }
    assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
    clearTimeout(late)
    assert.deepEqual(JSON.parse(said).at, [])
  })

  it('leaves one alone that is busy for shorter, again and again', async () => {
    await using busy = await start(`
      const work = () => { const until = performance.now() + 150; while (performance.now() < until); }
      setInterval(work, 160)`)
    assert.ok(await lives(busy, 1500))
  })

  it('leaves one alone that was stopped for longer, and ends it when it is stuck afterwards', async () => {
    await using stopped = await start(`process.on('SIGUSR2', () => { for (;;); })`)
    stopped.child.kill('SIGSTOP')
    await delay(1200)
    stopped.child.kill('SIGCONT')
    assert.ok(await lives(stopped, 500))
    stopped.child.kill('SIGUSR2')
    assert.equal((await stopped.ended).signal, 'SIGKILL')
  })

  it('leaves one alone that somebody looks at with a debugger', async () => {
    await using debugged = await start(`setTimeout(() => { for (;;); }, 100)`, {
      args: ['--inspect=127.0.0.1:0'],
    })
    assert.ok(await lives(debugged, 1500))
  })

  it('keeps no process alive', async () => {
    const script = `import { startWatchdog } from '${watchdog}'; startWatchdog({ onError: () => {} })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
})
