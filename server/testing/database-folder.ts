import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '../database/open-database.ts'
import { cacheFolder, hashOfDatabase } from './database-snapshot.ts'
import { createFolder } from './start-product.ts'

/** A data folder that a first start has left, without documents; kept until database/ or PGlite changes. */
async function readTemplate(): Promise<string> {
  const template = join(cacheFolder, `folder-${await hashOfDatabase()}`)
  const there = await readdir(template).catch(() => [])
  if (there.length > 0) return template
  const part = createFolder()
  await (await openDatabase({ driver: 'embedded', dataDir: part.path })).database.close()
  await mkdir(cacheFolder, { recursive: true })
  const copy = `${template}.${process.pid}`
  await cp(part.path, copy, { recursive: true })
  part[Symbol.dispose]()
  // Test files run side by side: whoever is second finds it there.
  await rename(copy, template).catch(() => rm(copy, { recursive: true, force: true }))
  const old = (await readdir(cacheFolder)).filter(
    each => /^folder-[0-9a-f]+$/.test(each) && !template.endsWith(each),
  )
  await Promise.all(old.map(each => rm(join(cacheFolder, each), { recursive: true, force: true })))
  return template
}

/**
 * A folder whose `data` is an embedded database of ours, migrated and empty: making one takes seconds, copying it a
 * tenth of one. Removed when the test that holds it ends.
 */
export async function createDatabaseFolder(): Promise<{ path: string; [Symbol.dispose](): void }> {
  const folder = createFolder()
  await cp(await readTemplate(), join(folder.path, 'data'), { recursive: true })
  return folder
}
