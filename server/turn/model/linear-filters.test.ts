import { describe, it } from 'node:test'
import { assertLinearTime } from '../../testing/linear-time.ts'
import { createCitationFilter } from './citations.ts'
import { closingOf } from './closing-of.ts'
import { createRemovedHolder } from './hold-removed.ts'
import { hostsIn, mailAddressesIn } from './link-hosts.ts'
import { createLinkNeutraliser } from './neutralise-links.ts'
import { createHiddenStripper } from './strip-hidden.ts'
import type { TextFilter } from './text-filter.ts'
import { createTrimmer } from './trim-stream.ts'
import { createCanaryWatch, LeakedPromptError } from './watch-canary.ts'

const filters: Record<string, () => TextFilter> = {
  'the stripper of hidden characters': createHiddenStripper,
  'the watch for the canary': () => createCanaryWatch('lac-0123456789abcdef'),
  'the citations': () => createCitationFilter(3),
  'the neutraliser of links': () =>
    createLinkNeutraliser({ isAllowed: host => host === 'aide.example', removed: '(lien retiré)' }),
  'the holder of what was removed': () => createRemovedHolder('(lien retiré)'),
  'the trimmer': createTrimmer,
}

/** What a model that went astray repeats until its tokens are used up, and what each filter looks out for. */
const repeated = [
  ...[' ', '\t', '\u00A0', '\n', '\n ', ' \n \n', '\u200b', '👩‍', 'a ', 'a', '. ', '.)', '!?…', '“'],
  ...[
    '[',
    ' [',
    '[ ',
    '【',
    '[1',
    '[1, ',
    '[1',
    ' a [1].',
    'a\n[9]',
    '\\',
    '\\[',
    ']',
    '`',
    '``` ',
    '`[1]',
    '~~~\n',
  ],
  ...[
    '](',
    '](a',
    '](a ',
    '](\\',
    '(',
    ')',
    '<',
    '<a',
    '!',
    '![',
    '![a',
    '![a]',
    ':',
    '://',
    '/',
    '//',
    '\\:',
  ],
  ...[
    'h',
    'w',
    'www.',
    'https:',
    'https://',
    'data:',
    'mailto:',
    '@',
    'a@',
    'a@b',
    'a@b.',
    '&',
    '&#',
    '&#64;',
  ],
  ...['(lien retiré)', '[a] (lien retiré)', '| <br', '<br>'],
  ...['l', 'la', 'lac-', 'l-a-c-', '<think>', '</think>', '</'],
]

describe('takes time in proportion to the text, whatever is repeated:', () => {
  for (const [name, create] of Object.entries(filters))
    for (const [mode, length] of [
      ['in one piece', Number.POSITIVE_INFINITY],
      ['in pieces of five', 5],
    ] as const)
      it(`${name}, ${mode}`, () => {
        for (const part of repeated)
          assertLinearTime(`${JSON.stringify(part)}, ${mode}`, 20_000, size =>
            push(create(), `${part.repeat(size / part.length)}x`, length),
          )
        for (const part of repeated)
          assertLinearTime(`a${JSON.stringify(part)}, ${mode}`, 20_000, size =>
            push(create(), `a${part.repeat(size / part.length)}`, length),
          )
      })

  it('the fences of an answer that was cut', () => {
    for (const part of ['\n', ' \n', ' ', '```', '```\n', '\t'])
      assertLinearTime(JSON.stringify(part), 20_000, size =>
        closingOf(`a${part.repeat(size / part.length)}b`),
      )
  })

  it('the e-mail addresses of a conversation', () => {
    for (const part of ['a', 'a@', '@', 'a@b', 'a@b.', 'a.', 'a@b.c', '.', '-'])
      assertLinearTime(JSON.stringify(part), 10_000, size =>
        mailAddressesIn([part.repeat(size / part.length)]),
      )
  })

  it('the hosts of a passage', () => {
    for (const part of ['a', 'a.', 'a-', '1.', 'www.', 'a.b.c.', '-a', '-', '.', 'a..', ':1', 'a.b:1'])
      assertLinearTime(JSON.stringify(part), 10_000, size => hostsIn([part.repeat(size / part.length)]))
  })
})

function push(filter: TextFilter, text: string, length: number): void {
  try {
    for (let at = 0; at < text.length; at += length) filter.push(text.slice(at, at + length))
    filter.end()
  } catch (error) {
    if (!(error instanceof LeakedPromptError)) throw error
  }
}
