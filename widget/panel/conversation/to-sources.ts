import type { Source } from '../../../contract/chat.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Of what the server gave as sources, those that can be shown: with a title or a quote. */
export const toSources = (values: unknown): Source[] =>
  (Array.isArray(values) ? values : []).flatMap(value => {
    const { page } = value ?? {}
    const [document = '', title, quote = '', section, url] = [
      'document',
      'title',
      'quote',
      'section',
      'url',
    ].map(name => textOf(value?.[name]))
    const source = { document, title: title || document, quote, section, url, page: +page || undefined }
    return source.title || quote ? [source as Source] : []
  })
