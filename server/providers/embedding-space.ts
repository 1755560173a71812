/** How many numbers a stored vector has, and a model's own where its space says no other number. */
const usual = 1536

/**
 * The name under which a model's vectors are kept: the model's, and how long they are unless that is 1536
 * (`bge-m3/1024`), since one model's vectors of two lengths are no more alike than two models'.
 */
export function toEmbeddingSpace(model: string, dimensions: number): string {
  return dimensions === usual ? model : `${model}/${dimensions}`
}

/** The model and the length of its vectors that toEmbeddingSpace() made a name of. */
export function parseEmbeddingSpace(space: string): { model: string; dimensions: number } {
  const [, model = space, dimensions = usual] = /^(.+)\/(\d{1,4})$/.exec(space) ?? []
  return { model, dimensions: Number(dimensions) }
}
