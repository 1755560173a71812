const commonWords: Record<string, readonly string[]> = {
  fr: 'le la les un une des du de et est dans pour que qui sur avec vous nous votre vos ne pas plus sont ce cette au aux ou par'.split(
    ' ',
  ),
  en: 'the of and to in is that for on with as are this be your you we not it or by an from at can have will our'.split(
    ' ',
  ),
  es: 'el la los las un una de del y en que es por para con se su sus como más no al lo pero esta este'.split(
    ' ',
  ),
  de: 'der die das und ist den von zu mit sich dem ein eine einer nicht auch auf für wird werden bei als im'.split(
    ' ',
  ),
}

/** `fr`, `en`, `es` or `de` by counting function words in the first 20,000 characters; null when none is clear. */
export function detectDocumentLanguage(text: string): string | null {
  const words =
    text
      .slice(0, 20_000)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  const counts = Object.entries(commonWords).map(([language, list]) => {
    const known = new Set(list)
    return { language, count: words.filter(word => known.has(word)).length }
  })
  const [first, second] = counts.sort((a, b) => b.count - a.count)
  if (!first || !second || first.count < Math.max(2, words.length * 0.05)) return null
  return first.count > second.count * 1.5 ? first.language : null
}
