import type { Persona } from './persona.ts'

/** The specialists, likeliest first; equals in the order of their ids. */
export function rankPersonas(personas: readonly Persona[], shares: readonly number[]): Persona[] {
  return personas
    .map((persona, index) => ({ persona, share: shares[index] ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .map(({ persona }) => persona)
}

/** Their ids, in the same order. */
export function idsOf(personas: readonly Persona[]): string[] {
  return personas.map(({ id }) => id)
}
