import type { Language } from '../agents/persona.ts'
import { answerTexts } from './answer-texts.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import type { Unit } from './sentences.ts'

/** The units of one quote with the text they were cut from. */
export interface QuotedUnits {
  content: string
  units: readonly Unit[]
}

/** The Markdown of a supported answer: opening line, numbered quotes, and that no language model wrote it. */
export function quotingMessage(quotes: readonly QuotedUnits[], language: Language): string {
  const { opening, honest } = answerTexts[language]
  return [opening, ...quotes.map((quote, index) => blockquote(quote, `[${index + 1}]`)), `*${honest}*`].join(
    '\n\n',
  )
}

/** The Markdown of a refusal: nothing was found, and how to reach a person. */
export function nothingMessage(language: Language, contact?: string): string {
  const { nothing, human, humanAt } = answerTexts[language]
  return `${nothing} ${contact ? humanAt(contact) : human}`
}

/** One quotation block: paragraphs and lists as in the document, the source's number after the last word. */
function blockquote({ content, units }: QuotedUnits, marker: string): string {
  const lines: string[] = []
  units.forEach((unit, index) => {
    const previous = units[index - 1]
    const text = escapeMarkdown(unit.text) + (unit.cut ? ' […]' : '')
    if (unit.kind !== 'text') {
      if (previous?.kind === 'text') lines.push('')
      lines.push(listMarker(content, unit) + text)
    } else if (previous?.kind === 'text' && previous.block === unit.block)
      lines.push(`${lines.pop()} ${text}`)
    else lines.push(...(index > 0 ? [''] : []), text)
  })
  lines.push(`${lines.pop()} ${marker}`)
  return lines.map(line => (line === '' ? '>' : `> ${line}`)).join('\n')
}

/** The item's number in the document, or a bullet. */
function listMarker(content: string, unit: Unit): string {
  const number = /(\d{1,3})[.)]\s+$/.exec(content.slice(Math.max(0, unit.start - 8), unit.start))?.[1]
  return unit.kind === 'item' && number ? `${number}. ` : '- '
}
