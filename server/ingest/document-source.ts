import { basename, dirname, join, relative, sep } from 'node:path'

function slashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && way !== path)
}

/**
 * A document's identity beside its owner: a path with forward slashes that stays the same whatever folder the
 * command runs in and wherever the product is installed.
 * Inside the product's folder: the path from there (`knowledge/audrey/tunnel.md`). Elsewhere: the given folder's
 * name and the path below it (`Guides/vente/offre.pdf` for `/home/anne/Guides`), and for a file given by itself
 * its folder's name and its own (`vente/offre.pdf`).
 * All paths absolute.
 */
export function documentSource(path: string, given: string, productFolder: string): string {
  if (isInside(productFolder, path)) return slashes(relative(productFolder, path))
  if (path === given) return `${basename(dirname(path))}/${basename(path)}`
  return slashes(join(basename(given), relative(given, path)))
}

/** What the sources of all documents of a folder begin with; '' when the folder is the product's own. */
export function sourcePrefix(given: string, productFolder: string): string {
  if (!isInside(productFolder, given)) return `${basename(given)}/`
  const way = slashes(relative(productFolder, given))
  return way === '' ? '' : `${way}/`
}
