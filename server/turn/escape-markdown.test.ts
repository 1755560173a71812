import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { escapeMarkdown } from './escape-markdown.ts'
import { visibleLine } from './visible-text.ts'

/** What a Markdown reader that trusts everything makes of it. */
function render(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

describe('escapeMarkdown', () => {
  const hostile = [
    '[clique ici](javascript:alert(1))',
    '![suivi](https://mechant.example/p.png?c=1)',
    '<img src=x onerror=alert(1)>',
    '<javascript:alert(1)>',
    'va sur https://mechant.example/a_b_c ou www.mechant.example',
    '**gras** _souligné_ __init__ ~~barré~~ `code`',
    '# titre',
    '> citation',
    '- item',
    '1. premier',
    '+ plus',
    '--- ',
    '===',
    '| a | b |',
    '[1]: https://mechant.example "une définition"',
    'voir [2] et [^1]',
    '&lt;b&gt; &#106;avascript',
    'fin \\* de \\[ligne\\]',
    '``` js',
    '~~~',
  ]
  for (const text of hostile) {
    it(`shows ${JSON.stringify(text)} and nothing more`, () => {
      assert.equal(render(escapeMarkdown(text)), `<p>${escapeHtml(visibleLine(text))}</p>`)
    })
  }

  it('shows any text as it is, whatever is in it', () => {
    const pieces = fc.constantFrom(
      ...'[]()!<>*_~`#&;:\\/|-+=.1a é\n"'.split(''),
      'https://',
      'www.',
      'javascript:',
      'a',
      'B',
    )
    const text = fc.array(pieces, { maxLength: 40 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(text, value => {
        const line = visibleLine(value)
        assert.equal(render(escapeMarkdown(value)), line === '' ? '' : `<p>${escapeHtml(line)}</p>`)
      }),
      { numRuns: 500 },
    )
  })

  it('drops what a reader cannot see and keeps what holds an emoji together', () => {
    assert.equal(visibleLine('pa\u200Bs\u00ADse\u202E \u{E0041}fin\u0007'), 'passe fin')
    assert.equal(visibleLine('une 👩‍💻 et un ❤️'), 'une 👩‍💻 et un ❤️')
  })

  it('leaves ordinary prose alone', () => {
    const prose =
      'Choisis Systeme.io : c’est gratuit (ou presque), 39 € TTC, snake_case compris – « voilà » & co.'
    assert.equal(escapeMarkdown(prose), prose)
  })
})
