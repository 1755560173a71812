import { relative, sep } from 'node:path'

function slashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && way !== path)
}

/**
 * A document's identity beside its owner: a path with forward slashes that stays the same whatever folder the
 * command runs in.
 * Inside the product's folder: the path from there (`knowledge/audrey/tunnel.md`), so that the product may move.
 * Elsewhere: the whole path (`/home/anne/Guides/offre.pdf`); anything shorter may be another folder's document too, and
 * would then be replaced or pruned in its place.
 * Both paths absolute.
 */
export function documentSource(path: string, productFolder: string): string {
  return slashes(isInside(productFolder, path) ? relative(productFolder, path) : path)
}

/** What the sources of all documents of a folder begin with; '' when the folder is the product's own. */
export function sourcePrefix(folder: string, productFolder: string): string {
  const source = documentSource(folder, productFolder)
  return source === '' || source.endsWith('/') ? source : `${source}/`
}
