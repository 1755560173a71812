import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { toEntityTag } from './entity-tag.ts'

/** A file of the demo page, held in memory. */
export interface DemoAsset {
  body: Buffer
  contentType: string
  /** Strong entity tag, quotes included. */
  etag: string
}

/** What the browser may have; tests and type settings in the same folder are not served. */
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Reads the demo page once, at start, so that a request never touches the disk or builds a path.
 * Returns path inside the folder, with `/` between names → asset.
 * @param directory the page's folder; by default the one beside this file
 */
export async function loadDemoAssets(
  directory = join(import.meta.dirname, 'demo-page'),
): Promise<Map<string, DemoAsset>> {
  const assets = new Map<string, DemoAsset>()
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const contentType = contentTypes[extname(entry.name)]
    if (!entry.isFile() || !contentType) continue
    const file = join(entry.parentPath, entry.name)
    const body = await readFile(file)
    const name = file
      .slice(directory.length + 1)
      .split(/[\\/]/)
      .join('/')
    assets.set(name, { body, contentType, etag: toEntityTag(body) })
  }
  return assets
}
