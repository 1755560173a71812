import { printable } from './printable.ts'

/** A text in `width` characters at most, safe to print; an ellipsis stands for what is left out. */
export function cutText(text: string, width: number): string {
  const letters = [...printable(text)]
  return letters.length <= width ? letters.join('') : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`
}
