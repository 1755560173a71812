/** What ends a block of code that was cut, so that the line after it is not a part of it; nothing where none is open. */
export function closingOf(text: string): string {
  // Blanks only before the fence, no line feeds: a run of these would be read anew from each of them.
  const fences = text.match(/^[ \t]*```/gm)?.length ?? 0
  return fences % 2 === 1 ? '\n```' : ''
}
