import { Refusal } from './refusal.ts'

/** Filled cells of a workbook, at most: far above what anybody asks questions about, far below what fills a memory. */
export const maximumCells = 500_000

export function tooManyCells(): Refusal {
  return new Refusal('too_complex', {
    fr: 'tableau trop grand (plus de 500 000 cellules) : donnes-en un extrait',
    en: 'table too large (more than 500,000 cells): give a part of it',
  })
}
