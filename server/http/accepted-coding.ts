import { type Coding, codings } from './widget-assets.ts'

/** The best coding that an `Accept-Encoding` header allows (RFC 9110 12.5.3); without one, the body as it is. */
export function acceptedCoding(header: string | string[] | undefined): Coding {
  const weights = new Map<string, number>()
  for (const part of String(header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase())
    const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
    weights.set(name, quality === undefined ? 1 : Number(quality))
  }
  const allowed = (coding: string) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0
  return codings.find(coding => coding === 'identity' || allowed(coding)) ?? 'identity'
}
