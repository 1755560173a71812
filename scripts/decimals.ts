/** A number as it is written in French, with so many decimals; a dash for none. */
export function decimals(value: number | null, digits = 2): string {
  return value === null ? '–' : value.toFixed(digits).replace('.', ',')
}
