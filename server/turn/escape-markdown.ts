import { visibleLine } from './visible-text.ts'

/** What Markdown acts on, wherever it stands: code, emphasis, links, images, HTML, entities, addresses of pages. */
const active =
  /[`*[~]|\\(?=[!-/:-@[-`{-~])|<(?=[a-z/!?])|&(?=#|\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=:)\/(?=\/)|(?<=www)\./giu

/** What starts a block when it opens a line: heading, quotation, list, rule, table, directive. */
const opening = /^(?:[#>+=|:-]|\d{1,9}(?=[.)]))/u

/** Markdown that shows exactly the visible text and does nothing: what others wrote cannot format, link or load. */
export function escapeMarkdown(text: string): string {
  return visibleLine(text)
    .replace(active, '\\$&')
    .replace(opening, start => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
}
