import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fastCheck from 'fast-check'
import { escapeMarkdown } from '../../../server/turn/escape-markdown.ts'
import { visibleLine } from '../../../server/turn/visible-text.ts'
import { type Inline, parseInline } from './parse-inline.ts'
import { type Block, createMarkdownReader, parseMarkdown } from './parse-markdown.ts'
import { toSafeLink } from './safe-link.ts'

const text = (value: string): Inline => ({ kind: 'text', text: value })

/** A line in a quotation, as documents are quoted. */
const quoted = (line: string): Block[] => [
  { kind: 'quote', blocks: line === '' ? [] : [{ kind: 'paragraph', lines: [[text(line)]] }] },
]

const inlineNodes = (nodes: Inline[]): Inline[] =>
  nodes.flatMap(node => ('children' in node ? [node, ...inlineNodes(node.children)] : [node]))

const blockInlines = (block: Block): Inline[] => {
  if (block.kind === 'quote') return block.blocks.flatMap(blockInlines)
  if (block.kind === 'code') return []
  if (block.kind === 'heading') return inlineNodes(block.line)
  return inlineNodes((block.kind === 'list' ? block.items : block.lines).flat())
}

const links = (markdown: string): string[] =>
  parseMarkdown(markdown)
    .flatMap(blockInlines)
    .flatMap(node => (node.kind === 'link' ? [node.href] : []))

/** Milliseconds of processor time that `work` takes: on a busy machine the clock would tell of others. */
function timeOf(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

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
      { kind: 'list', ordered: false, start: 1, level: 0, items: [[text('un suite')], [text('deux')]] },
      { kind: 'list', ordered: true, start: 3, level: 0, items: [[text('trois')]] },
    ])
  })

  it('reads quotations with what is in them', () => {
    assert.deepEqual(parseMarkdown('> a\n> - b\naprès'), [
      {
        kind: 'quote',
        blocks: [
          { kind: 'paragraph', lines: [[text('a')]] },
          { kind: 'list', ordered: false, start: 1, level: 0, items: [[text('b')]] },
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
      '_ a _',
      'mot_en_bas et 2__3__4',
      '`sans suite',
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
        const shown: Inline[] = [text(`${before} […] ${after} `), { kind: 'citation', number: 1 }]
        assert.deepEqual(parseMarkdown(line), [
          { kind: 'quote', blocks: [{ kind: 'paragraph', lines: [shown] }] },
        ])
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

  it('reads code in a line and in blocks, as it is', () => {
    assert.deepEqual(parseInline('Tape `npm **i**` ici'), [
      text('Tape '),
      { kind: 'code', text: 'npm **i**' },
      text(' ici'),
    ])
    assert.deepEqual(parseMarkdown('Voici :\n```html\n<b>\n\n- a\n```\naprès'), [
      { kind: 'paragraph', lines: [[text('Voici :')]] },
      { kind: 'code', text: '<b>\n\n- a' },
      { kind: 'paragraph', lines: [[text('après')]] },
    ])
    assert.deepEqual(parseMarkdown('- un\n  ```\n  a\n    b\n  ```').at(-1), { kind: 'code', text: 'a\n  b' })
    assert.deepEqual(parseMarkdown('```\nsans fin'), [{ kind: 'code', text: 'sans fin' }])
  })

  it('reads bold with underscores and both at once', () => {
    const both: Inline[] = [{ kind: 'strong', children: [{ kind: 'emphasis', children: [text('a')] }] }]
    assert.deepEqual(parseInline('***a***'), both)
    assert.deepEqual(parseInline('***a*** b'), [...both, text(' b')])
    assert.deepEqual(parseInline('***'), [text('***')])
    assert.deepEqual(parseInline('**a *b***'), [
      { kind: 'strong', children: [text('a '), { kind: 'emphasis', children: [text('b')] }] },
    ])
    assert.deepEqual(parseInline('__a__ _b_'), [
      { kind: 'strong', children: [text('a')] },
      text(' '),
      { kind: 'emphasis', children: [text('b')] },
    ])
  })

  it('reads citations, and none in a link or escaped', () => {
    const citation = (number: number): Inline => ({ kind: 'citation', number })
    assert.deepEqual(parseInline('Oui [1][12].'), [text('Oui '), citation(1), citation(12), text('.')])
    assert.deepEqual(parseInline('**a [2]**'), [{ kind: 'strong', children: [text('a '), citation(2)] }])
    assert.deepEqual(parseInline('\\[1\\] [0] [123]'), [text('[1] [0] [123]')])
    assert.deepEqual(parseInline('[[1] a](https://a.example/)'), [
      { kind: 'link', href: 'https://a.example/', children: [text('[1] a')] },
    ])
  })

  it('says how deep a list is indented', () => {
    assert.deepEqual(parseMarkdown('1. a\n   - b\n   - c\n2. d'), [
      { kind: 'list', ordered: true, start: 1, level: 0, items: [[text('a')]] },
      { kind: 'list', ordered: false, start: 1, level: 1, items: [[text('b')], [text('c')]] },
      { kind: 'list', ordered: true, start: 2, level: 0, items: [[text('d')]] },
    ])
  })

  it('shows a table as lines of text, and leaves rules out', () => {
    assert.deepEqual(parseMarkdown('| a | **b** |\n|---|:-:|\n| 1 | 2 |\n\n---'), [
      {
        kind: 'paragraph',
        lines: [[text('a | '), { kind: 'strong', children: [text('b')] }], [text('1 | 2')]],
      },
    ])
  })

  it('reads a growing text as it reads the whole, with the same objects for what is settled', () => {
    const piece = fastCheck.oneof(
      markdownLike,
      fastCheck.constantFrom('\n\n', '\n', '```\n', '~~~\n', '  ```\n', '> ', '- a\n', '\r\n\r\n'),
    )
    fastCheck.assert(
      fastCheck.property(fastCheck.array(piece, { maxLength: 12 }), pieces => {
        const read = createMarkdownReader()
        let text = ''
        for (const next of pieces) {
          text += next
          assert.deepEqual(read(text), parseMarkdown(text))
        }
      }),
      { numRuns: 1000 },
    )
    const read = createMarkdownReader()
    const before = read('Un\n\nDeux')
    const after = read('Un\n\nDeux et\n\nTrois')
    assert.equal(after[0], before[0])
    assert.deepEqual(read('Autre'), parseMarkdown('Autre'))
  })

  it('reads 200 KB of hostile text in linear time', () => {
    const hostile = [
      ...[
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
      ],
      ...[
        '[[[[**__',
        '`',
        '``a',
        '***',
        '***a',
        '**a*',
        '_',
        '__a',
        '_a ',
        '| ',
        '|-',
        '```\n',
        '> > ',
        '\n',
        ' ',
      ],
      ...[
        '[x[a]',
        '[[a]',
        '(',
        '[a](b(c)',
        '[a](b(',
        'https://a',
        '* ',
        '**a*b',
        'a\n',
        '\n\n',
        '#',
        '- - ',
        '\u200B',
      ],
    ]
    const slow: string[] = []
    for (const mark of hostile) {
      const text = mark.repeat(Math.ceil(200_000 / mark.length))
      const time = timeOf(() => {
        parseMarkdown(text)
        parseMarkdown(`x${text}y`)
      })
      if (time > 3000) slow.push(`${JSON.stringify(mark)} ${time.toFixed()} ms`)
    }
    assert.deepEqual(slow, [])
  })

  it('reads 200 KB of any mixture of marks in linear time', () => {
    const mark = fastCheck.constantFrom(
      ...'[]()*_`>|#-!\\.@/: \na1é'.split(''),
      'https://',
      '**',
      '__',
      '](',
      '```',
    )
    fastCheck.assert(
      fastCheck.property(fastCheck.array(mark, { minLength: 1, maxLength: 12 }), marks => {
        const unit = marks.join('')
        const text = unit.repeat(Math.ceil(200_000 / unit.length))
        assert.ok(timeOf(() => parseMarkdown(text)) < 3000, JSON.stringify(unit))
      }),
      { numRuns: 40 },
    )
  })
})
