import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Files of one retrieval set, as paths. */
export interface RetrievalFiles {
  name: string
  passages: string
  questions: string
  unanswerable: string | null
}

/** Files of one set of labelled messages. */
export interface IntentFiles {
  name: string
  train: string
  test: string
}

/** A folder of attacks, of messages that are none, and of documents to plant attacks in. */
export interface SafetyFiles {
  name: string
  attacks: string
  benign: string | null
  carriers: string | null
}

/** A folder with `manifest.jsonl` and the files it names. */
export interface FolderWithManifest {
  name: string
  folder: string
}

/** What there is to score in a folder of data. */
export interface FoundSets {
  folder: string
  intents: IntentFiles[]
  retrieval: RetrievalFiles[]
  safety: SafetyFiles[]
  parsing: FolderWithManifest[]
  personaDocs: FolderWithManifest[]
  /** Kinds and files that are not there, a sentence each. */
  missing: string[]
}

const kinds = ['intents', 'retrieval', 'safety', 'parsing', 'persona-docs'] as const

/**
 * Finds the sets of a data folder by its files: `intents/<name>/{train,test}.jsonl`; under `retrieval/`, files that end in
 * `passages` or `documents` beside files of `questions`; `safety/attacks.jsonl`; `manifest.jsonl` under `parsing/` and
 * `persona-docs/`. What is not there is told in `missing`, and nothing else is expected of the names.
 */
export function findSets(folder: string): FoundSets {
  const missing: string[] = []
  const files = new Map(kinds.map(kind => [kind, listFiles(join(folder, kind))]))
  const of = (kind: (typeof kinds)[number]) => files.get(kind) ?? []
  for (const kind of kinds)
    if (of(kind).length === 0) missing.push(`${kind}: not in ${folder}: nothing of that kind is scored`)
  const name = (kind: string, path: string) => relative(join(folder, kind), path) || kind
  const folderOf = (path: string) => join(path, '..')
  const byFolder = (kind: (typeof kinds)[number]) =>
    [...Map.groupBy(of(kind), folderOf)].map(([path, list]) => ({ path, list, name: name(kind, path) }))
  const withManifest = (kind: 'parsing' | 'persona-docs') => {
    const found = byFolder(kind).flatMap(findManifest)
    if (of(kind).length > 0 && found.length === 0)
      missing.push(`${kind}: no manifest.jsonl: nothing of it is scored`)
    return found
  }
  return {
    folder,
    intents: byFolder('intents').flatMap(group => findIntents(group, missing)),
    retrieval: byFolder('retrieval').flatMap(group => findRetrieval(group, missing)),
    safety: byFolder('safety').flatMap(group => findSafety(group, missing)),
    parsing: withManifest('parsing'),
    personaDocs: withManifest('persona-docs'),
    missing,
  }
}

interface Group {
  path: string
  name: string
  list: string[]
}

function findIntents({ path, name, list }: Group, missing: string[]): IntentFiles[] {
  const [train, test] = [join(path, 'train.jsonl'), join(path, 'test.jsonl')]
  const has = [train, test].map(file => list.includes(file))
  if (has.every(Boolean)) return [{ name, train, test }]
  if (has.some(Boolean)) missing.push(`intents/${name}: ${has[0] ? 'test' : 'train'}.jsonl is not there`)
  return []
}

/** `en-passages` belongs to `en-questions`, `passages` and `documents` to every `questions…` of their folder. */
function findRetrieval({ path, name, list }: Group, missing: string[]): RetrievalFiles[] {
  const stems = list.filter(file => file.endsWith('.jsonl')).map(file => relative(path, file).slice(0, -6))
  const file = (stem: string) => join(path, `${stem}.jsonl`)
  const corpora = stems.flatMap(stem => {
    const [, prefix = ''] = /^(.*?)(?:passages|documents)$/.exec(stem) ?? []
    return /(?:passages|documents)$/.test(stem) ? [{ stem, prefix }] : []
  })
  const asked = stems.flatMap(stem => {
    const found = /^(.*?)questions(-.*)?$/.exec(stem)
    return found ? [{ stem, prefix: found[1] ?? '', suffix: found[2] ?? '' }] : []
  })
  for (const { prefix, stem } of asked.filter(({ prefix }) => !corpora.some(one => one.prefix === prefix)))
    missing.push(`retrieval/${name}: ${stem}.jsonl has no ${prefix}passages.jsonl: it is not scored`)
  return corpora.flatMap(corpus => {
    const own = asked.filter(({ prefix }) => prefix === corpus.prefix)
    const unanswerable = own.find(({ suffix }) => suffix === '-unanswerable')
    const answerable = own
      .filter(({ suffix }) => suffix !== '-unanswerable')
      .sort((one, other) => (one.suffix < other.suffix ? -1 : 1))
    if (answerable.length === 0)
      missing.push(`retrieval/${name}: ${corpus.stem}.jsonl has no ${corpus.prefix}questions.jsonl`)
    return answerable.map(({ stem, suffix }) => ({
      name: `${name}${corpus.prefix ? `-${corpus.prefix.replace(/-$/, '')}` : ''}${suffix ? `, ${suffix.slice(1)}` : ''}`,
      passages: file(corpus.stem),
      questions: file(stem),
      // Once a folder is enough: they are asked of the same documents.
      unanswerable: unanswerable && suffix === '' ? file(unanswerable.stem) : null,
    }))
  })
}

function findSafety({ path, name, list }: Group, missing: string[]): SafetyFiles[] {
  const attacks = join(path, 'attacks.jsonl')
  if (!list.includes(attacks)) {
    missing.push(`${name}: attacks.jsonl is not there`)
    return []
  }
  const optional = (file: string, what: string) => {
    if (list.includes(join(path, file))) return join(path, file)
    missing.push(`${name}: ${file} is not there: ${what}`)
    return null
  }
  return [
    {
      name,
      attacks,
      benign: optional('benign.jsonl', 'whether harmless messages are refused is not scored'),
      carriers: optional('indirect-carriers.jsonl', 'attacks planted in documents are not scored'),
    },
  ]
}

function findManifest({ path, name, list }: Group): FolderWithManifest[] {
  return list.includes(join(path, 'manifest.jsonl')) ? [{ name, folder: path }] : []
}

/** All the files below a folder, sorted; none where there is no such folder. */
function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
