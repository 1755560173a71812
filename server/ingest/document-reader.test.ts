import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { buildPdf } from '../testing/build-pdf.ts'
import { createDocumentReader } from './document-reader.ts'
import type { FileType } from './file-type.ts'
import { ReaderStartError } from './reader-start-error.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason

/** A program that does to itself what a file's name asks for, as a defect in a parser would. */
const failing = `
  process.on('disconnect', () => process.exit())
  let file
  process.on('message', request => {
    if (request.kind === 'file') file = request
    else act(file.filename)
  })
  async function act(filename) {
    if (filename === 'hang') for (;;);
    if (filename === 'heap') { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }
    if (filename === 'buffers') {
      const all = []
      setInterval(() => { all.push(Buffer.alloc(2e7, 1)) }, 1)
      return
    }
    if (filename === 'throw') throw new Error('defect')
    if (filename === 'exit') process.exit(1)
    if (filename === 'process') filename = String(process.pid)
    const title = filename === 'rights' ? JSON.stringify(await rights()) : filename
    process.send({ kind: 'document', document: { title } })
    process.send({ kind: 'done' })
  }
  const attempt = async act => { try { await act(); return 'allowed' } catch (error) { return error.code ?? error.cause?.code ?? error.name } }
  async function rights() {
    const fs = await import('node:fs')
    return {
      environment: Object.keys(process.env).filter(name => !/^(NODE_CHANNEL|PWD|OLDPWD|SHLVL|_$)/.test(name)),
      read: await attempt(() => fs.readFileSync('/etc/hostname')),
      write: await attempt(() => fs.writeFileSync('/tmp/written-by-a-reader', 'x')),
      program: await attempt(async () => (await import('node:child_process')).execFileSync('true')),
      thread: await attempt(async () => new (await import('node:worker_threads')).Worker('1', { eval: true })),
      code: await attempt(() => new Function('return 1')()),
    }
  }
  process.send({ kind: 'ready' })`

function file(type: FileType, content: string | Uint8Array<ArrayBuffer>, filename = `x.${type}`) {
  return { type, filename, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content }
}

describe('reading files in a process', () => {
  const reader = createDocumentReader()
  after(() => reader.close())

  it('reads one file after the other', async () => {
    const first = await reader.read(
      file('markdown', '# Vendre\n\nUne offre claire pour vos clients et les autres.'),
    )
    assert.equal(first.title, 'Vendre')
    assert.equal(first.language, 'fr')
    assert.deepEqual(
      first.chunks.map(({ section, position }) => [section, position]),
      [['Vendre', 0]],
    )
    assert.equal(
      (await reader.read(file('text', 'Plain words of the text, for you and your team.', 'my-notes_2.txt')))
        .title,
      'My notes 2',
    )
  })

  it('ends its process before it is closed, also in a program that has nothing else to do', () => {
    const program = `import { createDocumentReader } from './document-reader.ts'
      const reader = createDocumentReader()
      await reader.read({ type: 'markdown', filename: 'a.md', bytes: Buffer.from('Un mot.') })
      await reader.close()
      console.log('closed')`
    const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const
    assert.equal(
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], options),
      'closed\n',
    )
  })

  it('prefers a front matter’s title, then a heading, then the file’s properties', async () => {
    assert.equal((await reader.read(file('markdown', '---\ntitle: A\n---\n# B\n\nc'))).title, 'A')
    assert.equal((await reader.read(file('html', '<title>P</title><h2>B</h2><p>c'))).title, 'B')
    assert.equal((await reader.read(file('html', '<title>P</title><p>c'))).title, 'P')
  })

  it('refuses what is empty, has no words or is not what its name says', async () => {
    await assert.rejects(reader.read(file('text', '')), refused('empty'))
    await assert.rejects(
      reader.read(file('markdown', '---\ntitle: A\n---\n<!-- -->\n![](a.png)\n***')),
      refused('empty'),
    )
    await assert.rejects(reader.read(file('pdf', '<!doctype html><p>a')), refused('mismatch'))
    await assert.rejects(reader.read(file('pdf', 'PK\u0003\u0004 %PDF-1.4')), refused('mismatch'))
    await assert.rejects(reader.read(file('text', buildPdf([[{ text: 'a', y: 1 }]]))), refused('mismatch'))
    await assert.rejects(reader.read(file('docx', 'bonjour')), refused('corrupt'))
    await assert.rejects(reader.read(file('text', 'a\0b\0\0c\u0001\0')), refused('mismatch'))
  })

  it('reads or refuses a tree a million deep, and the next file', async () => {
    const deep = file('html', '<div>'.repeat(300_000))
    await assert.rejects(reader.read(deep), (error: unknown) => error instanceof Refusal)
    assert.equal((await reader.read(file('html', '<p>encore</p>', 'encore.html'))).title, 'Encore')
  })

  describe('that fails', () => {
    let folder: string
    let entry: string
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'reader-'))
      entry = join(folder, 'failing.mjs')
      writeFileSync(entry, failing)
    })
    after(() => rmSync(folder, { recursive: true }))

    for (const [filename, reason] of [
      ['hang', 'too_slow'],
      ['heap', 'too_complex'],
      ['buffers', 'too_complex'],
      ['throw', 'too_complex'],
      ['exit', 'too_complex'],
    ] as const)
      it(`is outlived when it does by ${filename}, and the next file is read`, async () => {
        const frail = createDocumentReader({
          entry,
          megabytes: 160,
          timeout: filename === 'hang' ? 300 : 30_000,
        })
        await assert.rejects(frail.read(file('text', 'a', filename)), refused(reason))
        assert.equal((await frail.read(file('text', 'a', 'good'))).title, 'good')
        await frail.close()
      })

    it('is kept for the next file until it has read for as long as one file may take', async () => {
      const processesOf = async (total: number) => {
        const counting = createDocumentReader({ entry, total })
        const seen = new Set<string>()
        for (let files = 0; files < 3; files++)
          seen.add((await counting.read(file('text', 'a', 'process'))).title)
        await counting.close()
        return seen.size
      }
      assert.deepEqual([await processesOf(600_000), await processesOf(0)], [1, 3])
    })

    it('says why its process does not start, which is no file’s fault', async () => {
      const unable = join(folder, 'unable.mjs')
      writeFileSync(unable, `console.error('x'.repeat(5e4)); throw new RangeError('no room')`)
      const reasons = [
        [unable, /^le processus .* ne démarre pas \(RangeError: no room\)$/],
        [join(folder, 'missing.mjs'), /missing\.mjs/],
      ] as const
      for (const [program, reason] of reasons) {
        const stuck = createDocumentReader({ entry: program })
        await assert.rejects(stuck.read(file('text', 'a')), (error: unknown) => {
          assert.ok(error instanceof ReaderStartError)
          assert.match(error.message, reason)
          return true
        })
        await stuck.close()
      }
    })

    it('may print as much as it likes', async () => {
      const talkative = join(folder, 'talkative.mjs')
      writeFileSync(talkative, `${failing}\nprocess.on('message', () => console.error('x'.repeat(1e6)))`)
      const kept = createDocumentReader({ entry: talkative })
      for (const name of ['one', 'two']) assert.equal((await kept.read(file('text', 'a', name))).title, name)
      await kept.close()
    })

    it('has no environment, no other file, no program, no thread and makes no code', async () => {
      const jailed = createDocumentReader({ entry })
      const { title } = await jailed.read(file('text', 'a', 'rights'))
      assert.deepEqual(JSON.parse(title), {
        environment: [],
        read: 'ERR_ACCESS_DENIED',
        write: 'ERR_ACCESS_DENIED',
        program: 'ERR_ACCESS_DENIED',
        thread: 'ERR_ACCESS_DENIED',
        code: 'EvalError',
      })
      await jailed.close()
    })
  })
})
