/**
 * Our answers' Markdown as text for clients that show it as it is (v1's widget): quotation marks instead of `>`,
 * no emphasis, no escapes. Knows the subset that answers use: quotations, lists, emphasis, bold, links, escapes.
 */
export function toPlainText(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map(block => (block.startsWith('>') ? quote(block) : block))
    .join('\n\n')
    .replace(/(?<!\\)\[([^\]]+)\]\((https?:[^)\s]+|mailto:[^)\s]+)\)/g, '$1 ($2)')
    .replace(/(?<!\\)(\*{1,2})(\S(?:.*?\S)?)(?<!\\)\1/gs, '$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
}

function quote(block: string): string {
  const text = block.replace(/^> ?/gm, '').trim()
  const [, body = text, marker = ''] = /^(.*?)( \[\d+\])?$/s.exec(text) ?? []
  return `« ${body} »${marker}`
}
