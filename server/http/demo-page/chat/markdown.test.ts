import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fastCheck from 'fast-check'
import { escapeMarkdown } from '../../../turn/escape-markdown.ts'
import { visibleLine } from '../../../turn/visible-text.ts'
import type { Block } from './markdown.js'
import { parseMarkdown } from './markdown.js'
import { type Inline, parseInline } from './markdown-inline.js'
import { toSafeLink } from './safe-link.js'

const text = (value: string): Inline => ({ kind: 'text', text: value })

/** A line in a quotation, as documents are quoted. */
const quoted = (line: string): Block[] => [
  { kind: 'quote', blocks: line === '' ? [] : [{ kind: 'paragraph', lines: [[text(line)]] }] },
]

const inlineNodes = (nodes: Inline[]): Inline[] =>
  nodes.flatMap(node => (node.kind === 'text' ? [node] : [node, ...inlineNodes(node.children)]))

const blockInlines = (block: Block): Inline[] => {
  if (block.kind === 'quote') return block.blocks.flatMap(blockInlines)
  if (block.kind === 'heading') return inlineNodes(block.line)
  return inlineNodes((block.kind === 'list' ? block.items : block.lines).flat())
}

const links = (markdown: string): string[] =>
  parseMarkdown(markdown)
    .flatMap(blockInlines)
    .flatMap(node => (node.kind === 'link' ? [node.href] : []))

/** Text that looks like what an attacker, or a model, would write. */
const markdownLike = fastCheck
  .array(
    fastCheck.oneof(
      fastCheck.constantFrom(
        ...[
          '**',
          '[',
          ']',
          '(',
          ')',
          '](',
          '![',
          '> ',
          '- ',
          '1. ',
          '# ',
          '\n',
          '\n\n',
          '\\',
          '*',
          ' ',
          '<',
          '>',
        ],
        ...[
          'javascript:alert(1)',
          'JaVa\nscript:',
          'data:text/html,x',
          'vbscript:x',
          '//evil.example',
          '/api',
        ],
        ...[
          'https://a.example/x',
          'http://b@c.example',
          'mailto:a@b.example',
          '<script>',
          '&#106;avascript:',
        ],
      ),
      fastCheck.string({ unit: 'grapheme' }),
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.join(''))

describe('Markdown of an answer', () => {
  it('reads paragraphs, line breaks and bold', () => {
    assert.deepEqual(parseMarkdown('Un **mot** fort\nligne\n\nautre'), [
      {
        kind: 'paragraph',
        lines: [[text('Un '), { kind: 'strong', children: [text('mot')] }, text(' fort')], [text('ligne')]],
      },
      { kind: 'paragraph', lines: [[text('autre')]] },
    ])
  })

  it('reads emphasis, also beside bold', () => {
    assert.deepEqual(parseInline('*mot à mot* **fort**'), [
      { kind: 'emphasis', children: [text('mot à mot')] },
      text(' '),
      { kind: 'strong', children: [text('fort')] },
    ])
  })

  it('reads lists right after a line, with numbers from where they start', () => {
    assert.deepEqual(parseMarkdown('Voici :\n- un\n  suite\n- deux\n3. trois'), [
      { kind: 'paragraph', lines: [[text('Voici :')]] },
      { kind: 'list', ordered: false, start: 1, items: [[text('un suite')], [text('deux')]] },
      { kind: 'list', ordered: true, start: 3, items: [[text('trois')]] },
    ])
  })

  it('reads quotations with what is in them', () => {
    assert.deepEqual(parseMarkdown('> a\n> - b\naprès'), [
      {
        kind: 'quote',
        blocks: [
          { kind: 'paragraph', lines: [[text('a')]] },
          { kind: 'list', ordered: false, start: 1, items: [[text('b')]] },
        ],
      },
      { kind: 'paragraph', lines: [[text('après')]] },
    ])
  })

  it('links to http, https and mailto, bare addresses without the sentence’s full stop', () => {
    assert.deepEqual(links('[a](https://a.example/x_(y)) et https://b.example/c, puis (http://d.example).'), [
      'https://a.example/x_(y)',
      'https://b.example/c',
      'http://d.example/',
    ])
    assert.deepEqual(links('[écris](mailto:a@b.example)'), ['mailto:a@b.example'])
  })

  it('shows the words of a link that must not be followed', () => {
    for (const address of [
      'javascript:alert(1)',
      ' JAVASCRIPT:x',
      'data:text/html,x',
      '/api',
      '//x.example',
      'http://u:p@x.example',
    ]) {
      assert.deepEqual(parseInline(`[clic](${address})`), [text('clic')], address)
    }
  })

  it('never fetches a picture: its words stand for it', () => {
    assert.deepEqual(parseInline('![graphique](https://x.example/a.png?q=secret)'), [text('graphique')])
  })

  it('leaves HTML, lone marks and code as text', () => {
    for (const line of [
      '<img src=x onerror=alert(1)>',
      '2 ** 3 ** 4',
      '2 * 3 * 4',
      'a ** b',
      '[sans suite',
      'x](y)',
      '`code`',
    ]) {
      assert.deepEqual(parseInline(line), [text(line)], line)
    }
  })

  it('takes a backslash as an escape', () => {
    assert.deepEqual(parseInline('\\*\\*pas gras\\*\\*'), [text('**pas gras**')])
  })

  it('undoes the escape of every ASCII punctuation mark, and of nothing else', () => {
    const marks = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
    const escaped = [...marks].map(mark => `\\${mark}`).join('')
    assert.deepEqual(parseInline(escaped), [text(marks)])
    assert.deepEqual(parseInline('\\a \\é \\• \\'), [text('\\a \\é \\• \\')])
    assert.deepEqual(parseInline('![un \\[mot\\]](x)'), [text('un [mot]')])
    assert.deepEqual(parseInline('**a \\** b**'), [{ kind: 'strong', children: [text('a ** b')] }])
  })

  it('shows a quoted document word for word and inert, whatever is in it', () => {
    const pieces = fastCheck.oneof(
      markdownLike,
      fastCheck.constantFrom(...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~•1'),
      fastCheck.constantFrom(
        'www.a.example',
        'a@b.example',
        '](https://a.example)',
        '](https:\\/\\/a.example)',
      ),
    )
    const anyText = fastCheck.array(pieces, { maxLength: 12 }).map(parts => parts.join(''))
    fastCheck.assert(
      fastCheck.property(anyText, value => {
        assert.deepEqual(parseMarkdown(`> ${escapeMarkdown(value)}`), quoted(visibleLine(value)))
      }),
      { numRuns: 2000 },
    )
    // As answers are put together: a cut sentence, another, the source's number.
    fastCheck.assert(
      fastCheck.property(anyText, anyText, (first, second) => {
        const [before, after] = [visibleLine(first), visibleLine(second)]
        fastCheck.pre(before !== '' && after !== '')
        const line = `> ${escapeMarkdown(first)} […] ${escapeMarkdown(second)} [1]`
        assert.deepEqual(parseMarkdown(line), quoted(`${before} […] ${after} [1]`))
      }),
      { numRuns: 2000 },
    )
  })

  it('reads no link out of brackets that belong to another pair', () => {
    assert.deepEqual(parseInline('coupé […] suite](https://a.example'), [
      text('coupé […] suite]('),
      { kind: 'link', href: 'https://a.example/', children: [text('https://a.example')] },
    ])
    assert.deepEqual(links('[[1] un guide](https://a.example/g)'), ['https://a.example/g'])
  })

  it('makes the address that the team gives a link, and none in a quotation', () => {
    const mail = { kind: 'link', href: 'mailto:bonjour@a-b.example', children: [text('bonjour@a-b.example')] }
    assert.deepEqual(parseMarkdown('Écris à bonjour@a-b.example.'), [
      { kind: 'paragraph', lines: [[text('Écris à '), mail, text('.')]] },
    ])
    assert.deepEqual(links('- bonjour@a.example\n\n# joan.d+x@mail.a.example'), [
      'mailto:bonjour@a.example',
      'mailto:joan.d+x@mail.a.example',
    ])
    assert.deepEqual(links('> bonjour@a.example\n> - b@c.example\n\n[b@c.example](https://a.example/)'), [
      'https://a.example/',
    ])
    for (const line of ['a@b', '@b.example', 'a@@b.example', 'é@b.example', 'a@b.exampleé', 'a@b.example@c'])
      assert.deepEqual(links(line), [], line)
    for (const line of ['javascript:a@b.example', 'x:a@b.example', '//a@b.example', 'a@b.example?bcc=c@d'])
      assert.deepEqual(
        links(line).filter(href => !/^mailto:[\w.+-]+@[\w.-]+$/.test(href)),
        [],
        line,
      )
  })

  it('removes characters that hide text or turn it around, and keeps emoji whole', () => {
    const [block] = parseMarkdown('a\u202Eb\u{E0041}c\u200B 👩‍💼❤️')
    assert.deepEqual(block, { kind: 'paragraph', lines: [[text('abc 👩‍💼❤️')]] })
  })

  it('makes only harmless links of any text, and none inside another', () => {
    fastCheck.assert(
      fastCheck.property(markdownLike, markdown => {
        for (const href of links(markdown)) {
          assert.match(href, /^(https?:\/\/|mailto:)/)
          assert.equal(toSafeLink(href), href)
        }
        const nodes = parseMarkdown(markdown).flatMap(blockInlines)
        for (const node of nodes) {
          if (node.kind === 'link')
            assert.ok(inlineNodes(node.children).every(child => child.kind !== 'link'))
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps every word of plain text', () => {
    const word = fastCheck.stringMatching(/^[a-zàéèç]{1,12}$/)
    fastCheck.assert(
      fastCheck.property(fastCheck.array(word, { minLength: 1 }), words => {
        const shown = parseMarkdown(words.join(' ')).flatMap(blockInlines)
        assert.deepEqual(shown, [text(words.join(' '))])
      }),
    )
  })

  it('reads hostile text of 20,000 characters in well under a second', () => {
    for (const mark of [
      '[',
      '**',
      '> ',
      '![a](',
      '- ',
      '\\',
      'https://.',
      '[a](b',
      '1. \n',
      '**a ',
      'a@',
      'a.',
      'a@b.',
      '[\\]',
    ]) {
      const start = performance.now()
      parseMarkdown(mark.repeat(Math.ceil(20_000 / mark.length)))
      assert.ok(performance.now() - start < 1000, mark)
    }
  })
})
