/**
 * Texts in runs that one embeddings call takes: at most `maxTexts`, and at most `maxTokens` by an estimate that
 * does not fall short for ordinary text (a token of OpenAI's vocabularies has 2 bytes or more, bar rare scripts).
 */
export function toEmbeddingBatches(
  texts: readonly string[],
  limits: { maxTexts: number; maxTokens: number },
): string[][] {
  const batches: string[][] = []
  let tokens = 0
  for (const text of texts) {
    const size = Math.ceil(Buffer.byteLength(text) / 2)
    const last = batches.at(-1)
    if (last === undefined || last.length === limits.maxTexts || tokens + size > limits.maxTokens) {
      batches.push([text])
      tokens = size
    } else {
      last.push(text)
      tokens += size
    }
  }
  return batches
}
