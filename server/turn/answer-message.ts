import type { Formality } from '../../contract/chat.ts'
import type { BareReply } from '../agents/bare-reply.ts'
import { detectLanguage } from '../agents/language.ts'
import type { Language } from '../agents/persona.ts'
import { answerTextsFor } from './answer-texts.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import type { FoundQuote } from './read-answer.ts'
import type { Unit } from './sentences.ts'

/** The Markdown of a supported answer: opening line, numbered quotes, and that no language model wrote it. */
export function quotingMessage(
  quotes: readonly FoundQuote[],
  language: Language,
  formality?: Formality,
): string {
  const { opening, honest } = answerTextsFor(language, formality)
  const blocks = quotes.map((quote, index) => blockquote(quote, `[${index + 1}]`, language))
  return [opening, ...foreignNote(quotes, language), ...blocks, `*${honest}*`].join('\n\n')
}

function foreignNote(quotes: readonly FoundQuote[], language: Language): string[] {
  const { foreign, partlyForeign } = answerTextsFor(language)
  const texts = quotes.map(({ units }) => units.map(unit => unit.text).join('\n'))
  const others = texts.filter(text => detectLanguage(text, language) !== language).length
  if (others === 0) return []
  return [others === quotes.length ? foreign : partlyForeign]
}

/** The Markdown of a refusal: nothing was found, and how to reach a person. */
export function nothingMessage(language: Language, contact?: string, formality?: Formality): string {
  const { nothing, human, humanAt } = answerTextsFor(language, formality)
  return `${nothing} ${contact ? humanAt(contact) : human}`
}

/** The Markdown for a reply that asks nothing by itself: to say what is wanted, and how to reach a person. */
export function askAwayMessage(
  reply: BareReply,
  language: Language,
  contact?: string,
  formality?: Formality,
): string {
  const { askAway, noMore, orHuman, orHumanAt } = answerTextsFor(language, formality)
  return `${reply === 'more' ? noMore : askAway} ${contact ? orHumanAt(contact) : orHuman}`
}

/** What a specialist takes care of, for who asked for her and said no more. */
export function introductionMessage(description: string, language: Language, formality?: Formality): string {
  return `${description} ${answerTextsFor(language, formality).yourQuestion}`
}

/** One quotation block: headings, paragraphs and lists as in the document, the source's number after the last word. */
function blockquote(
  { passage: { content, section }, units }: FoundQuote,
  marker: string,
  language: Language,
): string {
  const numbers = units.map(unit => numberOf(content, unit))
  const numbered = numbers.filter(number => number !== undefined).length > 1
  const lines: string[] = []
  // A list alone does not tell what it lists: "Copier le même bloc" stands under "Quelles erreurs éviter ?".
  let under = units[0]?.kind === 'text' ? (section?.split(' > ').at(-1) ?? '') : ''
  units.forEach((unit, index) => {
    const titled = unit.under !== '' && unit.under !== under
    if (titled) lines.push(...(index > 0 ? [''] : []), boldHeading(unit.under), '')
    under = unit.under
    const previous = titled ? undefined : units[index - 1]
    const text =
      (unit.kind === 'row' ? rowText(unit.text, language) : escapeMarkdown(unit.text)) +
      (unit.cut ? ' […]' : '')
    if (unit.kind !== 'text' && units.length > 1) {
      if (previous?.kind === 'text') lines.push('')
      lines.push((numbered && numbers[index] ? `${numbers[index]}. ` : '- ') + text)
    } else if (previous?.kind === 'text' && previous.block === unit.block)
      lines.push(`${lines.pop()} ${text}`)
    else lines.push(...(previous ? [''] : []), text)
  })
  lines.push(`${lines.pop()} ${marker}`)
  return lines.map(line => (line === '' ? '>' : `> ${line}`)).join('\n')
}

/** A row of a table as documents are kept, `Offre: Essentiel; Prix: 29 €`, the names of its columns set off from what they name. */
function rowText(text: string, language: Language): string {
  // As the language sets a colon: with a space that no line breaks at, or without.
  const colonSign = language === 'fr' ? '\u00A0:' : ':'
  const cells = text.split(/; (?=[^:;]{1,60}: )/)
  return cells
    .map(cell => {
      const colon = cell.search(/(?<=^[^:;]{1,60}): /)
      if (colon < 0) return escapeMarkdown(cell)
      return `**${escapeMarkdown(cell.slice(0, colon))}${colonSign}** ${escapeMarkdown(cell.slice(colon + 2))}`
    })
    .join(' · ')
}

/** The number that a list item has in its document. */
function numberOf(content: string, unit: Unit): string | undefined {
  if (unit.kind !== 'item') return undefined
  return /(\d{1,3})[.)]\s+$/.exec(content.slice(Math.max(0, unit.start - 8), unit.start))?.[1]
}

function boldHeading(heading: string): string {
  return `**${escapeMarkdown(heading.replace(/^[*_\s]+|[*_#\s]+$/g, ''))}**`
}
