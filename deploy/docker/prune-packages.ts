// `node prune-packages.ts <node_modules>`: removes from installed packages what a running server never reads, and says
// how much. Only the image's build runs it. Licences stay.
import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Source maps, types and manuals of a package. */
const unreadFile = /\.(map|d\.[cm]?ts|md|markdown|flow)$/i
const licence = /^(licen[cs]e|copying|notice)/i
/** Beside a package's package.json; deeper, such a name may be code. */
const unreadFolder = new Set([
  'test',
  'tests',
  '__tests__',
  'example',
  'examples',
  'benchmark',
  'benchmarks',
  '.github',
])
/** Large files of single packages: why they are not read stands beside each. */
const unreadOf: Record<string, (path: string) => boolean> = {
  // Encodings: count-tokens.ts imports one, as an ES module, and the lite entry.
  'js-tiktoken': path =>
    /^dist\/index\./.test(path) || (path.startsWith('dist/ranks/') && path !== 'dist/ranks/cl100k_base.js'),
  // The TypeScript that dist was made from.
  zod: path => path.startsWith('src/'),
  // Engines and data for text recognition: text-recognizer.ts uses one of each.
  'tesseract.js-core': path =>
    /^tesseract-core/.test(path) && !/^tesseract-core-simd-lstm\.(js|wasm)$/.test(path),
  '@tesseract.js-data/fra': path => path.startsWith('4.0.0/'),
  '@tesseract.js-data/eng': path => path.startsWith('4.0.0/'),
  // Bundles for browsers.
  mammoth: path => /^mammoth\.browser/.test(path),
}

/** Bytes removed from the packages of a node_modules folder, packages within packages included. */
export function prunePackages(folder: string): number {
  let bytes = 0
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue
    const names = name.startsWith('@')
      ? readdirSync(join(folder, name)).map(part => `${name}/${part}`)
      : [name]
    for (const inner of names) bytes += prunePackage(join(folder, inner), unreadOf[inner])
  }
  return bytes
}

function prunePackage(folder: string, isUnread: (path: string) => boolean = () => false): number {
  return pruneFolder(folder, '', isUnread)
}

function pruneFolder(root: string, path: string, isUnread: (path: string) => boolean): number {
  let bytes = 0
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`
    if (entry.isDirectory()) {
      if (entry.name === 'node_modules') bytes += prunePackages(join(root, inner))
      else if (path === '' && unreadFolder.has(entry.name)) bytes += remove(join(root, inner))
      else bytes += pruneFolder(root, inner, isUnread)
    } else if (isUnread(inner) || (unreadFile.test(entry.name) && !licence.test(entry.name))) {
      bytes += remove(join(root, inner))
    }
  }
  return bytes
}

function remove(path: string): number {
  const bytes = sizeOf(path)
  rmSync(path, { recursive: true })
  return bytes
}

function sizeOf(path: string): number {
  const entry = lstatSync(path)
  if (!entry.isDirectory()) return entry.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('usage: node prune-packages.ts <node_modules>')
  console.log(`${(prunePackages(folder) / 1e6).toFixed(1)} MB removed from ${folder}`)
}
