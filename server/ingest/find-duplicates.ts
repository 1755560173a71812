import { readSignature, signatureLikeness } from './shingle-signature.ts'

/** A document that says nearly the same as another. */
export interface LikeDocument {
  owner: string
  source: string
  title: string
  /** Share of runs of five words the two have in common, an estimate: 1 for the same words. */
  likeness: number
}

/** A document as it is compared. */
export interface SignedDocument {
  owner: string
  source: string
  title: string
  /** See shingleSignature; null: it is like no other. */
  signature: string | null
}

/** From here on two documents count as near-duplicates. */
const alike = 0.8

/** Compares documents as they come with all that came before. */
export interface DuplicateFinder {
  /**
   * The documents that say nearly the same, most alike first; from now on this one is among those compared, in the place of
   * an earlier version. Some 0.3 µs a document.
   */
  add(document: SignedDocument): LikeDocument[]
  /** Whether a text says nearly what this document says; false of a document that nobody has added. */
  isLike(document: Pick<SignedDocument, 'owner' | 'source'>, signature: string | null): boolean
}

/** A finder that knows what is stored already. */
export function createDuplicateFinder(stored: readonly SignedDocument[]): DuplicateFinder {
  const known = new Map<string, { document: SignedDocument; numbers: Uint32Array }>()
  const keyOf = ({ owner, source }: Pick<SignedDocument, 'owner' | 'source'>) => `${owner}\n${source}`
  function remember(document: SignedDocument): Uint32Array | null {
    known.delete(keyOf(document))
    if (document.signature === null) return null
    const numbers = readSignature(document.signature)
    known.set(keyOf(document), { document, numbers })
    return numbers
  }
  for (const document of stored) remember(document)

  return {
    add(document) {
      const own = remember(document)
      if (own === null) return []
      return [...known.values()]
        .filter(other => other.document !== document)
        .map(({ document: { owner, source, title }, numbers }) => ({
          owner,
          source,
          title,
          likeness: signatureLikeness(own, numbers),
        }))
        .filter(({ likeness }) => likeness >= alike)
        .sort((one, other) => other.likeness - one.likeness)
    },
    isLike(document, signature) {
      const other = known.get(keyOf(document))
      if (other === undefined || signature === null) return false
      return signatureLikeness(readSignature(signature), other.numbers) >= alike
    },
  }
}
