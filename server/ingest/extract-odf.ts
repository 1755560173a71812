import type { Block } from './blocks.ts'
import { sheetWarnings } from './extract-xlsx.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { listWords } from './list-words.ts'
import { openOdfReader } from './odf-reader.ts'
import { openOfficePackage, readProperties } from './office-package.ts'
import { Refusal } from './refusal.ts'
import { protectedByPassword } from './zip-archive.ts'

/**
 * Reads an OpenDocument text, spreadsheet or presentation: headings, paragraphs, lists, tables (rows with the names of
 * their columns), sheets under their names, slides as pages with their notes. Deleted text and comments are left out.
 */
export async function extractOdf(bytes: Uint8Array): Promise<ExtractedDocument> {
  const document = await openOfficePackage(bytes)
  if (!document.exists('content.xml'))
    throw new Refusal('corrupt', {
      fr: 'archive zip sans document OpenDocument',
      en: 'zip archive without an OpenDocument',
    })
  if (document.exists('META-INF/manifest.xml')) {
    await document.readPart('META-INF/manifest.xml', {
      open(name) {
        if (name === 'manifest:encryption-data') throw new Refusal('encrypted', protectedByPassword)
      },
    })
  }
  const reader = openOdfReader()
  await document.readPart('content.xml', reader.handlers)
  const { blocks, slides, emptySlides, emptySheets } = reader.result()
  const { title, language } = await readProperties(document, 'meta.xml')
  const slide = { one: { fr: 'diapositive', en: 'slide' }, many: { fr: 'diapositives', en: 'slides' } }
  const silent = { fr: 'sans texte', en: 'without text' }
  return documentOf(blocks satisfies Block[], {
    propertyTitle: title,
    language,
    pages: slides === 0 ? null : slides,
    warnings: [
      ...sheetWarnings({ empty: emptySheets, hidden: [] }),
      ...listWords(emptySlides, slide, { one: silent, many: silent }),
    ],
  })
}
