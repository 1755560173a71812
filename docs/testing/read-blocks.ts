import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced block of a page, as it is written. */
export interface Block {
  page: string
  line: number
  language: string
  code: string
}

/** A command that an operator is asked to type. */
export interface Command {
  page: string
  line: number
  /** Without its comment; lines that end in a backslash are joined. */
  text: string
  /** Whether the page says there that nobody has tried it. */
  isMarked: boolean
}

/** What a page says of a command that no test runs. */
const mark = /non essayé ici|not tried here/

const shell = new Set(['sh', 'bash', 'cron'])

/** A page of docs/, or another of the repository. */
export const readPage = (page: string) => readFileSync(join(import.meta.dirname, '../..', page), 'utf8')

/** Every fenced block of a page, in lists too. */
export function readBlocks(page: string): Block[] {
  const blocks: Block[] = []
  let open: (Block & { indent: number }) | null = null
  for (const [index, text] of readPage(page).split('\n').entries()) {
    const fence = text.match(/^( *)```(\S*)/)
    if (open === null && fence)
      open = { page, line: index + 1, language: fence[2] ?? '', code: '', indent: fence[1]?.length ?? 0 }
    else if (open !== null && fence) {
      const { indent: _indent, ...block } = open
      blocks.push(block)
      open = null
    } else if (open !== null) open.code += `${text.slice(open.indent)}\n`
  }
  if (open !== null) throw new Error(`${page}:${open.line}: a block without an end`)
  return blocks
}

/** The commands of a block of shell, those that `&&` joins one by one. A first comment that marks, marks them all. */
export function readCommands(block: Block): Command[] {
  if (!shell.has(block.language)) return []
  const isWhole = mark.test(block.code.match(/^#.*/)?.[0] ?? '')
  let line = block.line
  return block.code.split(/(?<!\\)\n/).flatMap(written => {
    line += 1
    const place = line
    line += written.split('\n').length - 1
    const [, typed = '', comment = ''] = written.match(/^(.*?)(\s+#.*|^#.*)?$/s) ?? []
    const isMarked = isWhole || mark.test(comment)
    return splitChain(typed.replaceAll(/\s*\\\n\s*/g, ' ')).map(text => ({
      page: block.page,
      line: place,
      text,
      isMarked,
    }))
  })
}

/** A chain's commands; `&&` between quotation marks is text, and changing the folder is nothing to try. */
function splitChain(text: string): string[] {
  const parts = text.match(/(?:'[^']*'|"[^"]*"|(?!&&)[\s\S])+/g) ?? []
  return parts.map(part => part.replace(/^&/, '').trim()).filter(part => part !== '' && !/^cd /.test(part))
}

const programs =
  'npm|npx|node|docker|podman|curl|sudo|kubectl|fly|heroku|psql|pg_dump|pg_restore|promtool|nginx|stat|ss|git|systemctl|n8n'
const isCommand = new RegExp(`^(?:[A-Z_]+=\\S+ )?(?:${programs}) \\S`)

/**
 * The commands between backticks, outside blocks; what has a `…` in it is only spoken of. One is marked when its line is,
 * or what its section (`##`) says before its first table.
 */
export function readInlineCommands(page: string): Command[] {
  const commands: Command[] = []
  let isBlock = false
  let isBefore = true
  let isSection = false
  for (const [index, text] of readPage(page).split('\n').entries()) {
    if (/^ *```/.test(text)) isBlock = !isBlock
    if (/^## /.test(text)) [isBefore, isSection] = [true, false]
    if (/^\|/.test(text)) isBefore = false
    if (isBefore && mark.test(text) && !isBlock) isSection = true
    if (isBlock) continue
    for (const [, code = ''] of text.matchAll(/`([^`]+)`/g)) {
      if (!isCommand.test(code) || code.includes('…') || code === 'docker compose') continue
      commands.push({ page, line: index + 1, text: code, isMarked: isSection || mark.test(text) })
    }
  }
  return commands
}
