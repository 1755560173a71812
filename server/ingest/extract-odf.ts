import type { Block } from './blocks.ts'
import { hiddenSlides } from './extract-pptx.ts'
import { sheetWarnings } from './extract-xlsx.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { listWords } from './list-words.ts'
import { openOdfReader } from './odf-reader.ts'
import { openOdfStyles } from './odf-styles.ts'
import { openOfficePackage, readProperties } from './office-package.ts'
import { Refusal } from './refusal.ts'
import { protectedByPassword } from './zip-archive.ts'

/**
 * Reads an OpenDocument text, spreadsheet or presentation: headings, paragraphs, lists, tables (rows with the names of
 * their columns), sheets under their names, slides as pages with their notes. Deleted text and comments
 * are left out, and so is, told of, what is hidden: sheets, rows, columns, slides, letters.
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
  const styles = openOdfStyles()
  for (const part of ['styles.xml', 'content.xml'])
    if (document.exists(part)) await document.readPart(part, styles.handlers)
  const reader = openOdfReader(styles)
  await document.readPart('content.xml', reader.handlers)
  const { blocks, slides, emptySlides, emptySheets, ...found } = reader.result()
  const { title, language } = await readProperties(document, 'meta.xml')
  const slide = { one: { fr: 'diapositive', en: 'slide' }, many: { fr: 'diapositives', en: 'slides' } }
  const silent = { fr: 'sans texte', en: 'without text' }
  return documentOf(blocks satisfies Block[], {
    propertyTitle: title,
    language,
    pages: slides === 0 ? null : slides,
    slides: slides > 0,
    warnings: [
      ...sheetWarnings({ empty: emptySheets, hidden: found.hiddenSheets, partly: found.partlyHidden }),
      ...listWords(emptySlides, slide, { one: silent, many: silent }),
      ...hiddenSlides(found.hiddenSlides),
      ...hiddenTextWarning(found.hidden),
    ],
  })
}
