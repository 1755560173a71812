import type { Block } from './blocks.ts'

/**
 * The pairs of a Markdown text whose front matter says `type: questions`: a heading is a question, headings that follow each
 * other are ways to ask for the same thing, and what stands below is the answer, as it is written. A first heading
 * of one `#` is the title. Pure, linear.
 */
export function pairsOfMarkdown(markdown: string): { title: string | null; blocks: Block[] } {
  const pairs: { questions: string[]; lines: string[]; line: number }[] = []
  let title: string | null = null
  let fence: string | null = null
  for (const [at, line] of markdown.split('\n').entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null
    const [, level = '', text = ''] =
      (fence === null && /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/.exec(line)) || []
    const last = pairs.at(-1)
    if (level === '#' && pairs.length === 0 && title === null) title = text
    else if (level !== '' && last && !last.lines.some(said => said.trim() !== '')) last.questions.push(text)
    else if (level !== '') pairs.push({ questions: [text], lines: [], line: at + 1 })
    else last?.lines.push(line)
  }
  const blocks = pairs.map(({ questions, lines, line }): Block => {
    const answer = lines.join('\n')
    return { kind: 'paragraph', text: answer, pair: { questions, answer, agent: null, line } }
  })
  return { title, blocks }
}
