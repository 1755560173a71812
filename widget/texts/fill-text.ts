/** A text with its values put in: `{name}` becomes `values.name`; what is not named stays. */
export const fillText = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (mark, name) => String(values[name] ?? mark))
