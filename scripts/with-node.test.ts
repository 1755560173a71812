import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')

/** Writes a script and runs it from another folder. */
function runWithNode(source: string, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'with-node-'))
  try {
    const script = join(folder, 'script.ts')
    writeFileSync(script, source)
    return spawnSync(
      process.execPath,
      [join(root, 'scripts/with-node.mjs'), relative(root, script), ...args],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('with-node', () => {
  it('runs TypeScript and hands over the arguments', () => {
    const result = runWithNode(
      'const args: string[] = process.argv.slice(2); console.log(args.join())',
      'a',
      '--b',
    )
    assert.equal(result.stdout.trim(), 'a,--b')
  })

  it('runs in the product’s folder, so that the same .env and data are found from anywhere', () => {
    const result = runWithNode('console.log(process.cwd())')
    assert.equal(result.stdout.trim(), realpathSync(root))
  })

  it('ends with the exit code of what it ran', () => {
    assert.equal(runWithNode('process.exit(3)').status, 3)
  })

  it('stops what it runs when the shell that npm put between is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'with-node-'))
    try {
      const script = join(folder, 'script.ts')
      const ended = join(folder, 'ended')
      writeFileSync(
        script,
        `import { writeFileSync } from 'node:fs'
        setInterval(() => {}, 1000)
        process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(ended)}, ''); process.exit(0) })
        console.log('ready')`,
      )
      const command = `"${process.execPath}" scripts/with-node.mjs "${relative(root, script)}"; true`
      const shell = spawn('sh', ['-c', command], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
      await once(shell.stdout, 'data')
      shell.kill('SIGTERM')
      while (!existsSync(ended)) await delay(50)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('says how it is used when called without a file', () => {
    const result = spawnSync(process.execPath, ['scripts/with-node.mjs'], { cwd: root, encoding: 'utf8' })
    assert.equal(result.status, 1)
    assert.match(result.stderr, /usage/)
  })
})
