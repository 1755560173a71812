import { meaningfulWords } from './fake-words.ts'

interface Message {
  role: string
  content: string | { text: string }[]
}

/** All that was sent, as text. */
export function promptText(messages: readonly Message[]): string {
  return messages.map(messageText).join('\n')
}

/**
 * What the fake model says: in French, two sentences of the passages in the prompt that fit the question best, with their
 * numbers as citations; or that it finds nothing. Passages are what stands after `[1]` at a line's start, or in an
 * element with a number for attribute (`<extrait-x numéro="1">`).
 */
export function fakeAnswer(messages: readonly Message[]): string {
  const question = messageText(messages.findLast(({ role }) => role === 'user'))
  const passages = readPassages(promptText(messages))
  const asked = new Set(meaningfulWords(lastLine(question)))
  const sentences = passages.flatMap(({ number, text }) =>
    toSentences(text).map(sentence => ({ number, sentence, score: countCommon(asked, sentence) })),
  )
  const best = sentences.sort((one, other) => other.score - one.score).slice(0, 2)
  if (best.length === 0) {
    return 'Je n’ai pas trouvé de passage sur ce sujet dans mes documents. Peux-tu me donner un peu plus de contexte ?'
  }
  const said = best.map(({ number, sentence }) => `${sentence.replace(/[.!?…]*$/, '')} [${number}].`)
  return `Voici ce que disent mes documents. ${said.join(' ')} Dis-moi si tu veux que je détaille une étape.`
}

/** JSON that fits a schema: words of the question choose among an enum, numbers are high, texts say who wrote them. */
export function fakeJson(messages: readonly Message[], schema: unknown): unknown {
  const question = messageText(messages.findLast(({ role }) => role === 'user'))
  const lines = promptText(messages).split('\n')
  return fillSchema(schema, { asked: new Set(meaningfulWords(lastLine(question))), lines })
}

function messageText(message: Message | undefined): string {
  const content = message?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('')
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}

function readPassages(text: string): { number: string; text: string }[] {
  const parts = text.split(/(?:^|\n)\s*(?:\[(\d{1,2})\]|<[\w-]+\s[^>]*?=["']?(\d{1,2})["']?[^>]*>)/)
  const passages: { number: string; text: string }[] = []
  for (let index = 1; index < parts.length; index += 3) {
    const body = (parts[index + 2] ?? '').split(/<\/[\w-]+>/, 1).join('')
    passages.push({ number: parts[index] ?? parts[index + 1] ?? '', text: body })
  }
  return passages
}

/** Sentences of one line each: a heading or the item of a list is none. */
function toSentences(text: string): string[] {
  // Where a passage stands (`Emails > Séquence de bienvenue`) is none either.
  const lines = text
    .replace(/[*_`]/g, '')
    .split('\n')
    .filter(line => !line.includes(' > '))
  const sentences = lines.flatMap(line => line.match(/[^.!?…]{20,300}[.!?…]/g) ?? [])
  return sentences.map(sentence => sentence.trim()).filter(sentence => /^\p{Lu}/u.test(sentence))
}

function countCommon(asked: ReadonlySet<string>, text: string): number {
  return new Set(meaningfulWords(text).filter(word => asked.has(word))).size
}

// biome-ignore lint/suspicious/noExplicitAny: a JSON schema is any JSON; unknown parts end as text.
function fillSchema(schema: any, prompt: { asked: ReadonlySet<string>; lines: readonly string[] }): unknown {
  if (Array.isArray(schema?.enum)) return chooseOf(schema.enum, prompt)
  const type = Array.isArray(schema?.type) ? schema.type[0] : schema?.type
  if (type === 'object') {
    const members = Object.entries(schema.properties ?? {})
    return Object.fromEntries(members.map(([name, member]) => [name, fillSchema(member, prompt)]))
  }
  if (type === 'array') return []
  if (type === 'boolean') return true
  if (type === 'integer') return Math.min(1, schema.maximum ?? 1)
  if (type === 'number') return Math.min(0.9, schema.maximum ?? 0.9)
  return 'Choisi par le faux modèle.'
}

/** The value whose lines of the prompt have most in common with the question. */
function chooseOf(values: readonly unknown[], { asked, lines }: Parameters<typeof fillSchema>[1]): unknown {
  const scored = values.map(value => {
    const about = lines.filter(line => line.toLowerCase().includes(String(value).toLowerCase()))
    return { value, score: countCommon(asked, about.join(' ')) }
  })
  return scored.sort((one, other) => other.score - one.score)[0]?.value
}
