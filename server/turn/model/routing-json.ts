import { z } from 'zod'

/** What a model says of a message: who it is for, by a name of ours, and how sure it is (0..1). */
export interface RoutingAnswer {
  choice: string
  confidence: number
}

/** A reply that is longer than this is no routing decision. */
const longest = 4000

/**
 * Reads a model's routing decision out of what it wrote: JSON alone, in a block of code, with prose around it, or
 * several objects, of which the first that is one of `choices` counts, or has one in a member. `"0.9"`, `90` and `"90 %"`
 * are 0.9, 1.2 is 1. Null for anything else: cut JSON, an unknown choice, no confidence.
 */
export function readRoutingAnswer(text: string, choices: readonly string[]): RoutingAnswer | null {
  for (const written of objectsIn(text.slice(0, longest))) {
    const whole = parseObject(written)
    for (const candidate of [whole, ...Object.values(Object(whole))]) {
      const parsed = Decision.safeParse(candidate)
      if (!parsed.success) continue
      const wanted = parsed.data.agent.trim().toLowerCase()
      const choice = choices.find(known => known.toLowerCase() === wanted)
      if (choice !== undefined) return { choice, confidence: parsed.data.confidence }
    }
  }
  return null
}

/** Of 1; what is a little more is all of it, what is more than 2 is of 100, as is whatever says so. */
const Confidence = z
  .union([z.number().transform(toShare), z.string().transform(readShare)])
  .refine(value => value >= 0 && value <= 1)

function readShare(text: string): number {
  const value = Number.parseFloat(text.replace(',', '.'))
  return text.includes('%') ? value / 100 : toShare(value)
}

function toShare(value: number): number {
  return value > 2 ? value / 100 : Math.min(1, value)
}

const Decision = z.object({ agent: z.string(), confidence: Confidence })

/** The balanced objects of a text, in order, outermost first. Braces within strings do not count. */
function* objectsIn(text: string): Generator<string> {
  let from = text.indexOf('{')
  while (from >= 0) {
    const end = closingBrace(text, from)
    if (end < 0) from = text.indexOf('{', from + 1)
    else {
      yield text.slice(from, end + 1)
      from = text.indexOf('{', end + 1)
    }
  }
}

function closingBrace(text: string, from: number): number {
  let depth = 0
  let quoted = false
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (quoted && character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at
  }
  return -1
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
