import type { Words } from './refusal.ts'

/** Letters shown on each side of the first one. */
const around = 30

/** Tells the operator of bytes that were no letter (U+FFFD), and shows the first one. Nothing for nothing. */
export function unreadableWarning(text: string): Words[] {
  const first = text.indexOf('\uFFFD')
  if (first === -1) return []
  const count = text.split('\uFFFD').length - 1
  const excerpt = text
    .slice(Math.max(0, first - around, text.lastIndexOf('\n', first) + 1), first + around)
    .split('\n')[0]
    ?.toWellFormed()
    .replace(/\s+/g, ' ')
    .trim()
  return [
    {
      fr: `${count} caractère${count > 1 ? 's' : ''} illisible${count > 1 ? 's' : ''} : « ${excerpt} » ; corrige et enregistre le fichier en UTF-8`,
      en: `${count} unreadable letter${count > 1 ? 's' : ''}: “${excerpt}”; correct it and save the file as UTF-8`,
    },
  ]
}
