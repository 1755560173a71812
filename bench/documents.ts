// `npm run bench -- documents`: the worst files we know how to make, through the reader: what becomes of each, the reading
// process's peak memory, and how long the event loop of the process that asks, a server's, is held meanwhile.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createDocumentReader, type DocumentReader } from '../server/ingest/document-reader.ts'
import type { FileType } from '../server/ingest/file-type.ts'
import { Refusal } from '../server/ingest/refusal.ts'
import { buildDocx, wordParagraph } from '../server/testing/build-docx.ts'
import { buildXlsx } from '../server/testing/build-office.ts'

const resolution = 5
const megabyte = 1024 * 1024
const words =
  'offre client page vente courriel contenu image marque conseil agence texte lien rapide simple lettre'.split(
    ' ',
  )

/** Sentences without sense, the same every time. */
function createProse(): (length: number) => string {
  let seed = 1
  const word = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return words[seed % words.length]
  }
  return length => {
    const sentences: string[] = []
    for (let written = 0; written < length; ) {
      const sentence = `${Array.from({ length: 12 }, word).join(' ')}.${seed % 7 === 0 ? '\n\n' : ' '}`
      sentences.push(sentence)
      written += sentence.length
    }
    return sentences.join('')
  }
}

function buildFiles(): { name: string; type: FileType; bytes: Uint8Array }[] {
  const prose = createProse()
  const rows = Array.from({ length: 500 }, (_, row) => {
    const cells = Array.from(
      { length: 1000 },
      (_, column) => `<c><v>${((row * 1000 + column) * 7919) % 1_000_003}</v></c>`,
    )
    return `<row>${cells.join('')}</row>`
  })
  const bomb = { name: 'word/document.xml', content: new Uint8Array(99 * megabyte) }
  return [
    { name: 'text, 5 MB', type: 'text', bytes: Buffer.from(prose(5e6)) },
    { name: 'text, 19 MB', type: 'text', bytes: Buffer.from(prose(19e6)) },
    { name: 'text, 19 MB in one line', type: 'text', bytes: Buffer.from(prose(19e6).replaceAll('\n', ' ')) },
    { name: 'text, 19 MB without a blank', type: 'text', bytes: Buffer.from('abcdefghij'.repeat(1.9e6)) },
    { name: 'HTML, 8 MB', type: 'html', bytes: Buffer.from(`<p>${prose(8e6).replaceAll('\n\n', '<p>')}`) },
    { name: 'Markdown, 8 MB', type: 'markdown', bytes: Buffer.from(prose(8e6)) },
    { name: 'HTML, 19 MB', type: 'html', bytes: Buffer.from(`<p>${prose(19e6).replaceAll('\n\n', '<p>')}`) },
    { name: 'HTML, a million deep', type: 'html', bytes: Buffer.from('<div>'.repeat(1e6)) },
    { name: 'CSV, 6 MB', type: 'csv', bytes: Buffer.from(`a;b;c\n${prose(6e6).replaceAll('. ', ';1;2\n')}`) },
    {
      name: 'XLSX, 500,000 cells',
      type: 'xlsx',
      bytes: buildXlsx([{ name: 'A', rows: `<sheetData>${rows.join('')}</sheetData>` }]),
    },
    {
      name: 'DOCX, 24 MB of XML',
      type: 'docx',
      bytes: buildDocx(Array.from({ length: 60_000 }, () => wordParagraph(prose(400))).join('')),
    },
    { name: 'DOCX, 99 MB in 0.1', type: 'docx', bytes: buildDocx(wordParagraph('x'), [bomb]) },
  ]
}

async function outcomeOf(
  reader: DocumentReader,
  file: { name: string; type: FileType; bytes: Uint8Array },
): Promise<string> {
  try {
    const { chunks } = await reader.read({ type: file.type, filename: file.name, bytes: file.bytes })
    return `${chunks.length} chunks`
  } catch (error) {
    if (error instanceof Refusal) return `${error.reason}: ${error.english}`
    throw error
  }
}

export async function run(): Promise<void> {
  const milliseconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution).toFixed(1)
  console.log('| file | outcome | s | peak MB | loop delay p50 / p99 / most, ms |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const file of buildFiles()) {
    let peak = 0
    const reader = createDocumentReader({
      onMemory: megabytes => {
        peak = megabytes
      },
    })
    await reader.read({ type: 'text', filename: 'a.txt', bytes: Buffer.from('Un mot.') })
    peak = 0
    const loop = monitorEventLoopDelay({ resolution })
    loop.enable()
    const begun = performance.now()
    const outcome = await outcomeOf(reader, file)
    const seconds = (performance.now() - begun) / 1000
    loop.disable()
    const delays = [loop.percentile(50), loop.percentile(99), loop.max].map(milliseconds).join(' / ')
    console.log(
      `| ${file.name} | ${outcome} | ${seconds.toFixed(1)} | ${peak === 0 ? 'ended' : peak.toFixed(0)} | ${delays} |`,
    )
    await reader.close()
  }
}
