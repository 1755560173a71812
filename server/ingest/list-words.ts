import type { Words } from './refusal.ts'

const shown = 20

function list(names: readonly (string | number)[], and: string, others: (count: number) => string): string {
  const texts = names.slice(0, shown).map(String)
  if (names.length > shown) texts.push(others(names.length - shown))
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${and} ${texts.at(-1)}`
}

/**
 * One sentence over any number of things, none over nothing: `pages 2, 5 et 7 sans texte`. `before` and `after` the
 * names; from 20 on the rest is counted.
 */
export function listWords(
  names: readonly (string | number)[],
  before: { one: Words; many: Words },
  after: { one: Words; many: Words } = { one: { fr: '', en: '' }, many: { fr: '', en: '' } },
): Words[] {
  if (names.length === 0) return []
  const number = names.length === 1 ? 'one' : 'many'
  const fr = list(names, 'et', count => `${count} autres`)
  const en = list(names, 'and', count => `${count} more`)
  return [
    {
      fr: `${before[number].fr} ${fr} ${after[number].fr}`.trim(),
      en: `${before[number].en} ${en} ${after[number].en}`.trim(),
    },
  ]
}
