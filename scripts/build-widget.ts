// `npm run build`: builds the widget into dist/widget. `npm start` and `npm test` run it too, with --if-needed: nothing
// happens while the built files fit their sources, and a folder without the sources (an image) keeps what it has.
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { InlineConfig, Rolldown } from 'vite'
import { toDemoBuild, toLoaderBuild, toPanelBuild, toRestBuild, widgetFolder } from '../vite.config.ts'

const root = join(import.meta.dirname, '..')

/** Bytes of a file as it is, by gzip and by brotli. */
export interface FileSize {
  plain: number
  gzip: number
  brotli: number
}

/** dist/widget/manifest.json. */
export interface WidgetManifest {
  /** Hash of the sources this was built from. */
  sources: string
  /** File of each entry: `loader`; the panel and the rest of it in each language, `panelfr`, `restfr`, …; `demo`. */
  files: Record<string, string>
  sizes: Record<string, FileSize>
  /** Source files in each entry, relative to the repository, and their bytes after minifying. */
  modules: Record<string, Record<string, number>>
}

/** Hash of everything the built files come from. Tests are no part of them. */
function hashSources(): string {
  const hash = createHash('sha256')
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>
  }
  for (const name of ['vite', 'terser', 'preact'])
    hash.update(`${name} ${lock.packages[`node_modules/${name}`]?.version}\n`)
  const sources = globSync(
    [
      'widget/**/*.{ts,tsx,css,html}',
      'contract/*.ts',
      'vite.config.ts',
      'scripts/build-widget.ts',
      'scripts/slim-preact.ts',
    ],
    {
      cwd: root,
      exclude: ['**/*.test.ts', '**/*.test.tsx', 'widget/browser/**'],
    },
  )
  for (const source of sources.sort()) {
    hash.update(`${source.replaceAll('\\', '/')}\n`).update(readFileSync(join(root, source)))
  }
  return hash.digest('hex')
}

/** The manifest of what is built, or null. */
export async function readManifest(folder = widgetFolder): Promise<WidgetManifest | null> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as WidgetManifest)
}

/** Builds the widget when it is missing or its sources have changed. Returns whether it did. */
export async function buildWidgetIfNeeded(): Promise<boolean> {
  const built = await readManifest()
  if (globSync('widget/loader/main.ts', { cwd: root }).length === 0) {
    if (built === null)
      throw new Error('dist/widget et widget/ manquent tous les deux, reprends le dossier entier.')
    return false
  }
  if (built?.sources === hashSources()) return false
  await buildWidget()
  return true
}

/** Builds the widget into dist/widget, or another folder, with a brotli and a gzip copy of each file. Returns the manifest. */
export async function buildWidget(target = widgetFolder): Promise<WidgetManifest> {
  const sources = hashSources()
  const languages = ['fr', 'en'] as const
  const byLanguage = async (toBuild: (language: 'fr' | 'en') => InlineConfig) => {
    const [fr = [], en = []] = await Promise.all(languages.map(language => bundle(toBuild(language))))
    return { chunks: [...fr, ...en], files: { fr: fr[0]?.fileName ?? '', en: en[0]?.fileName ?? '' } }
  }
  const rest = await byLanguage(toRestBuild)
  const panel = await byLanguage(language => toPanelBuild(language, rest.files[language]))
  const loader = await bundle(toLoaderBuild(panel.files))
  const demoBuild = toDemoBuild()
  const chunks = [
    ...panel.chunks,
    ...rest.chunks,
    ...loader,
    ...(demoBuild === null ? [] : await bundle(demoBuild)),
  ]
  const bodies = new Map(chunks.map(chunk => [nameOf(chunk), Buffer.from(chunk.code)]))
  const manifest: WidgetManifest = {
    sources,
    files: toFiles(chunks),
    sizes: Object.fromEntries([...bodies].map(([name, body]) => [name, toSize(body)])),
    modules: Object.fromEntries(chunks.map(chunk => [nameOf(chunk), modulesOf(chunk)])),
  }
  await replaceFolder(target, async folder => {
    for (const { fileName, code } of chunks) {
      const body = Buffer.from(code)
      await writeFile(join(folder, fileName), body)
      // The loader is completed by the server as it starts, and compressed then.
      if (fileName === 'widget.js') continue
      for (const encoding of ['br', 'gz'] as const) {
        await writeFile(join(folder, `${fileName}.${encoding}`), compress(body, encoding))
      }
    }
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  })
  return manifest
}

async function bundle(config: InlineConfig): Promise<Rolldown.OutputChunk[]> {
  const missing = (name: string) => (error: unknown) => {
    throw new Error(`${name} manque, lance « npm install ».`, { cause: error })
  }
  const vite = await import('vite').catch(missing('vite'))
  await import('terser').catch(missing('terser'))
  const output = (await vite.build(config)) as Rolldown.RolldownOutput
  return output.output.map(file => {
    if (file.type !== 'chunk') throw new Error(`${file.fileName}: the widget is made of scripts only`)
    return file
  })
}

const nameOf = (chunk: Rolldown.OutputChunk) => (chunk.name === 'main' ? 'loader' : chunk.name)

const toFiles = (chunks: Rolldown.OutputChunk[]) =>
  Object.fromEntries(chunks.map(chunk => [nameOf(chunk), chunk.fileName]))

/** Sizes of a body as it crosses the network, at the strongest settings. */
export function toSize(body: Buffer): FileSize {
  return { plain: body.length, gzip: compress(body, 'gz').length, brotli: compress(body, 'br').length }
}

function compress(body: Buffer, encoding: 'gz' | 'br'): Buffer {
  if (encoding === 'gz') return gzipSync(body, { level: 9 })
  // Which of its models fits a text of this size best, only trying tells.
  const { BROTLI_MODE_GENERIC, BROTLI_MODE_TEXT, BROTLI_MODE_FONT } = constants
  return [BROTLI_MODE_GENERIC, BROTLI_MODE_TEXT, BROTLI_MODE_FONT]
    .map(mode =>
      brotliCompressSync(body, {
        params: { [constants.BROTLI_PARAM_MODE]: mode, [constants.BROTLI_PARAM_LGWIN]: 16 },
      }),
    )
    .reduce((one, other) => (other.length < one.length ? other : one))
}

function modulesOf(chunk: Rolldown.OutputChunk): Record<string, number> {
  return Object.fromEntries(
    Object.entries(chunk.modules).map(([id, module]) => [
      relative(root, id.split('?')[0] ?? id).replaceAll('\\', '/'),
      module.renderedLength,
    ]),
  )
}

/** Fills a new folder and puts it in the place of the old one: whoever reads meanwhile finds one or the other. */
async function replaceFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const fresh = await mkdtemp(`${target}-`)
  const old = `${fresh}-old`
  try {
    await fill(fresh)
    // mkdtemp's folder is its maker's alone; the server may run as somebody else, as in an image.
    await chmod(fresh, 0o755)
    await takePlace({ fresh, target, old }, 5)
  } finally {
    await rm(old, { recursive: true, force: true })
    await rm(fresh, { recursive: true, force: true })
  }
}

/** Another build may put its folder there between the two moves: then once more. */
async function takePlace(
  folders: Record<'fresh' | 'target' | 'old', string>,
  attempts: number,
): Promise<void> {
  const { fresh, target, old } = folders
  await rm(old, { recursive: true, force: true })
  await rename(target, old).catch(() => {})
  try {
    await rename(fresh, target)
  } catch (error) {
    if (attempts === 1) throw error
    await takePlace(folders, attempts - 1)
  }
}

/**
 * What a visitor may have to fetch, in bytes by brotli: the loader with every page, as the server gives it; the panel in
 * one language on the first intent, enough to ask and to read the answer; `whole`: these two and the rest of the panel,
 * fetched once it is shown.
 */
export const widgetBudgets = { loader: 3 * 1024, panel: 12 * 1024, whole: 24.5 * 1024 }

/** Sizes of what a visitor fetches, the loader without the team's settings: `whole` is the sum of the others. Throws when a part was not built. */
export function toFetched({ sizes }: WidgetManifest, language: 'fr' | 'en' = 'fr') {
  const parts = { loader: sizes.loader, panel: sizes[`panel${language}`], rest: sizes[`rest${language}`] }
  const { loader, panel, rest } = parts
  if (!loader || !panel || !rest) throw new Error('dist/widget: a part is missing')
  const sum = (key: keyof FileSize) => loader[key] + panel[key] + rest[key]
  return { loader, panel, rest, whole: { plain: sum('plain'), gzip: sum('gzip'), brotli: sum('brotli') } }
}

/** Builds, always or if needed, and says what came of it in one line. */
async function run(always: boolean): Promise<void> {
  const started = performance.now()
  const isBuilt = always ? await buildWidget().then(() => true) : await buildWidgetIfNeeded()
  const manifest = isBuilt ? await readManifest() : null
  if (manifest === null) return
  const { loader, panel, rest } = toFetched(manifest)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const kilobytes = (size: FileSize) => `${(size.brotli / 1024).toFixed(1)} Ko`
  process.stderr.write(
    `Widget construit en ${seconds} s : bouton ${kilobytes(loader)}, panneau ${kilobytes(panel)}, puis ${kilobytes(rest)} (brotli).\n`,
  )
}

if (process.argv[1] === import.meta.filename) {
  await run(!process.argv.includes('--if-needed')).catch(error => {
    process.stderr.write(
      `Le widget n’a pas pu être construit : ${error instanceof Error ? error.message : error}\n`,
    )
    process.exit(1)
  })
}
