import { noiseShare } from './noise-share.ts'
import type { Words } from './refusal.ts'
import { shingleSignature } from './shingle-signature.ts'
import type { Chunk } from './split-document.ts'

/** What was read of a document and what was not. Stored with it. */
export interface DocumentReport {
  /** Letters and signs of the text. */
  characters: number
  /** Of its chunks, in tokens. */
  sizes: { least: number; median: number; most: number }
  /** Share of the text that looks like no words, 0 to 1. */
  noise: number
  /** What could not be read, or may not have been read well. */
  warnings: Words[]
  /** See shingleSignature; null without words. */
  signature: string | null
}

/** From this share of noise on, it is said. */
const noticeable = 0.1

function percent(share: number): number {
  return Math.round(share * 100)
}

/** Looks at what was read: `text` is all of it, `warnings` what the format's reader has to say. */
export function reportDocument(
  text: string,
  chunks: readonly Chunk[],
  warnings: readonly Words[],
): DocumentReport {
  const sizes = chunks.map(({ tokenCount }) => tokenCount).sort((one, other) => one - other)
  const noise = noiseShare(text)
  const noisy = {
    fr: `${percent(noise)} % du texte ressemble à du bruit : vérifie l’original`,
    en: `${percent(noise)} % of the text looks like noise: check the original`,
  }
  return {
    characters: text.length,
    sizes: {
      least: sizes[0] ?? 0,
      median: sizes[Math.floor(sizes.length / 2)] ?? 0,
      most: sizes.at(-1) ?? 0,
    },
    noise: Math.round(noise * 1000) / 1000,
    warnings: noise >= noticeable ? [...warnings, noisy] : [...warnings],
    signature: shingleSignature(text),
  }
}
