import { refuseNestedArchives } from './nested-archives.ts'
import { localAttribute, localName, readXml, type XmlHandlers } from './read-xml.ts'
import { Refusal } from './refusal.ts'
import { openZipArchive } from './zip-archive.ts'

/** A part's relation to another: its kind is the last word of its type's address (`notesSlide`). */
export interface Relation {
  id: string
  kind: string
  /** The part's name in the archive; '' for what lies outside, which is never followed. */
  target: string
}

/** An office document: XML parts in a zip archive. */
export interface OfficePackage {
  exists(part: string): boolean
  /** Throws Refusal `corrupt` when there is no such part. */
  readPart(part: string, handlers: XmlHandlers): Promise<void>
  /** Relations of a part, those of the whole package for ''. */
  relations(part: string): Promise<Relation[]>
}

/** `../media/a.png` from `ppt/slides/slide1.xml` → `ppt/media/a.png`. */
function resolvePart(from: string, target: string): string {
  return decodeURIComponent(new URL(target, `part:///${from}`).pathname).replace(/^\/+/, '')
}

function relationsPart(part: string): string {
  const slash = part.lastIndexOf('/') + 1
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`
}

/** Opens a document of Office or OpenDocument. Nothing but the parts that are asked for is ever unpacked. Throws Refusal. */
export async function openOfficePackage(bytes: Uint8Array): Promise<OfficePackage> {
  const archive = await openZipArchive(bytes)
  refuseNestedArchives(archive)
  const readPart = (part: string, handlers: XmlHandlers) => readXml(archive.stream(part), handlers)
  return {
    exists: archive.exists,
    readPart,
    async relations(part) {
      const relations: Relation[] = []
      if (!archive.exists(relationsPart(part))) return relations
      await readPart(relationsPart(part), {
        open(name, attributes) {
          if (localName(name) !== 'Relationship') return
          const isOutside = localAttribute(attributes, 'TargetMode') === 'External'
          relations.push({
            id: localAttribute(attributes, 'Id'),
            kind: localAttribute(attributes, 'Type').split('/').at(-1) ?? '',
            target: isOutside ? '' : resolvePart(part, localAttribute(attributes, 'Target')),
          })
        },
      })
      return relations
    },
  }
}

/** The document's main part. Throws Refusal `corrupt` when it has none: a zip archive of something else. */
export async function mainPart(document: OfficePackage): Promise<string> {
  const main = (await document.relations('')).find(({ kind }) => kind === 'officeDocument')
  if (main && document.exists(main.target)) return main.target
  throw new Refusal('corrupt', {
    fr: 'archive zip sans document Office',
    en: 'zip archive without an Office document',
  })
}

/** Title and language of the document's properties (docProps/core.xml), null when it says nothing. */
export async function readProperties(
  document: OfficePackage,
  part = 'docProps/core.xml',
): Promise<{ title: string | null; language: string | null }> {
  const found: Record<string, string> = {}
  if (!document.exists(part)) return { title: null, language: null }
  let current = ''
  await document.readPart(part, {
    open: name => {
      current = localName(name)
    },
    text: text => {
      found[current] = (found[current] ?? '') + text
    },
    close: () => {
      current = ''
    },
  })
  const language = found.language?.trim().slice(0, 2).toLowerCase()
  return { title: found.title?.trim() || null, language: language || null }
}
