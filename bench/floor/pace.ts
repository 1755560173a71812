/** How the fake providers of the bench answer. `steady`: 20 tokens a second, each its time of writing, until another pace is told. */
export type Pace = 'instant' | 'realistic' | 'steady'

/** Tokens of an answer, each a piece of the network. */
export const answerTokens = 120
