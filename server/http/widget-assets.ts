import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { WidgetSettings } from '../../contract/widget-config.ts'
import { toEntityTag } from './entity-tag.ts'

/** The codings a body is kept in, best first; `identity` is the body as it is. */
export const codings = ['br', 'gzip', 'identity'] as const
export type Coding = (typeof codings)[number]

/** A script of the widget, held in memory. */
export interface WidgetAsset {
  bodies: Readonly<Record<Coding, Buffer>>
  /** Strong entity tag of each body, quotes included: another coding is another representation (RFC 9110 8.8.1). */
  tags: Readonly<Record<Coding, string>>
}

export interface WidgetAssets {
  /** `/widget.js`, with the team's settings in it. */
  loader: WidgetAsset
  /** The files that the loader fetches, by name; names carry the hash of what is in them. */
  files: ReadonlyMap<string, WidgetAsset>
  /** Name of the file of each entry (`panel`, `fr`, `en`, `demo`). */
  entries: Readonly<Record<string, string>>
}

/** Stands in the built loader where the settings go. */
const placeholder = 'CHATBOT_V2_SETTINGS'

/**
 * Reads the built widget once, at start, and writes the team's settings into the loader.
 * Throws, with what to do about it in French, when the widget was not built.
 * @param folder what scripts/build-widget.ts made
 */
export async function loadWidgetAssets(
  settings: WidgetSettings,
  folder = join(import.meta.dirname, '../../dist/widget'),
): Promise<WidgetAssets> {
  const read = (name: string) => readFile(join(folder, name))
  const manifest = await read('manifest.json').catch(error => {
    throw new Error('Le widget n’est pas construit : lance « npm run build ».', { cause: error })
  })
  const { loader, ...entries } = (JSON.parse(manifest.toString()) as { files: Record<string, string> }).files
  const files = await Promise.all(
    Object.values(entries).map(async name => {
      const [identity, br, gzip] = await Promise.all([read(name), read(`${name}.br`), read(`${name}.gz`)])
      return [name, toAsset({ identity, br, gzip })] as const
    }),
  )
  const body = completeLoader((await read(loader ?? 'widget.js')).toString(), settings)
  return {
    loader: toAsset({ identity: body, br: brotliCompressSync(body), gzip: gzipSync(body) }),
    files: new Map(files),
    entries,
  }
}

/** Puts the settings into the loader's code, as a literal that ends no string, no tag and no line. */
export function completeLoader(code: string, settings: WidgetSettings): Buffer {
  const [before = '', after, ...more] = code.split(placeholder)
  if (after === undefined || more.length > 0) throw new Error(`the built loader has no single ${placeholder}`)
  const literal = JSON.stringify(settings).replace(
    /[<\u2028\u2029]/g,
    unsafe => `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(`${before}${literal}${after}`)
}

function toAsset(bodies: Record<Coding, Buffer>): WidgetAsset {
  return {
    bodies,
    tags: {
      br: toEntityTag(bodies.br),
      gzip: toEntityTag(bodies.gzip),
      identity: toEntityTag(bodies.identity),
    },
  }
}
