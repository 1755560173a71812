import { looksAlike, toColour } from './colours.ts'

/** How letters are set, as far as it decides whether they are seen. Colours by their place in the document's table, 0: none said. */
export interface RtfLooks {
  hidden: boolean
  colour: number
  /** Half points. */
  size: number
  /** What they stand on: a marker's colour, their shading, their paragraph's. */
  highlight: number
  shading: number
  paragraph: number
}

/** Half points where nothing is said (RTF Specification 1.9.1). */
const usualSize = 24

/** What letters look like where nothing is said. */
export const plainLooks: RtfLooks = {
  hidden: false,
  colour: 0,
  size: usualSize,
  highlight: 0,
  shading: 0,
  paragraph: 0,
}

/** Does what a control word says of the looks. */
export function applyLooks(looks: RtfLooks, word: string, value: number | null): void {
  if (word === 'v') looks.hidden = value !== 0
  else if (word === 'cf') looks.colour = value ?? 0
  else if (word === 'fs') looks.size = value ?? usualSize
  else if (word === 'highlight') looks.highlight = value ?? 0
  else if (word === 'chcbpat' || word === 'cb') looks.shading = value ?? 0
  else if (word === 'cbpat') looks.paragraph ||= value ?? 0
  // A pattern over the ground: what is seen of both is not known.
  else if (word === 'shading' && (value ?? 0) > 0) looks.paragraph = -1
  else if (word === 'pard') looks.paragraph = 0
  else if (word === 'plain') Object.assign(looks, { ...plainLooks, paragraph: looks.paragraph })
}

/** Colours of a document as its table lists them; the first stands for what the reader's program prefers. */
export interface RtfColours {
  table: (string | null)[]
  add(word: string, value: number | null): void
  end(): void
}

/** Reads a colour table: `\red255\green255\blue255;`. */
export function openRtfColours(): RtfColours {
  const table: (string | null)[] = []
  let parts: Record<string, number> = {}
  return {
    table,
    add(word, value) {
      if (/^(red|green|blue)$/.test(word)) parts[word] = Math.min(255, Math.max(0, value ?? 0))
    },
    end() {
      const { red, green = 0, blue = 0 } = parts
      table.push(red === undefined ? null : toColour(`rgb(${red}, ${green}, ${blue})`))
      parts = {}
    },
  }
}

/** Does nobody see letters set so? `onPaper`: where nothing else is said, they stand on white. */
export function isUnseenRtf(looks: RtfLooks, colours: RtfColours, onPaper: boolean): boolean {
  if (looks.hidden || (looks.size > 0 && looks.size <= 2)) return true
  const colour = colours.table[looks.colour] ?? null
  const ground = looks.highlight || looks.shading || looks.paragraph
  const under = ground === 0 && onPaper ? '#ffffff' : (colours.table[ground] ?? null)
  return colour !== null && under !== null && looksAlike(colour, under)
}
