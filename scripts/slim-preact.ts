import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const source = join(import.meta.dirname, '../node_modules/preact/src')

/**
 * What the panel never does with Preact, as constants in Preact's own source: the minifier then drops all that they make
 * unreachable. The panel draws elements, text and fragments by `h` and `render`, and nothing else.
 */
const constants: readonly (readonly [what: string, code: RegExp, constant: string])[] = [
  [
    'hooks into the renderer (preact/debug, preact/hooks)',
    /\(\(tmp = options\.\w+\)\) tmp\(newVNode\)/g,
    '(false) ;',
  ],
  ['other hooks', /\boptions\.(?!_catchError)\w+/g, 'undefined'],
  ['class components', /\(tmp = newType\.prototype\) && tmp\.render/g, 'false'],
  [
    'their lifecycle',
    /\b(newType|c|r)\.(getDerived\w+|shouldComponent\w+|component[WD]\w+|getChild\w+|getSnapshot\w+)/g,
    'undefined',
  ],
  ['state', /\bBaseComponent\.prototype\.(\w+) =/g, 'const unused_$1 ='],
  [
    'callbacks of a component',
    /EMPTY_ARR\.push\.apply\(c\._renderCallbacks, c\._stateCallbacks\);|c\._\w+Callbacks = \[\];/g,
    '',
  ],
  ['callbacks of a component, counted', /c\._renderCallbacks\.length/g, '0'],
  ['callbacks of a component, called', /\tcommitQueue\.some\(c => \{[\s\S]*?\n\t\}\);\n/g, ''],
  ['contexts', /const (provider|componentContext) = tmp\b[^;]*/g, 'const $1 = undefined'],
  ['components that catch', /options\._catchError\(e, \w+(, \w+)?\)/g, 'throw e'],
  ['components that are drawn again', /if \(!\(e && e\.then\)\) markAsForce\(newVNode\);/g, ''],
  ['portals', /\b((vnode|parentVNode|oldVNode)\.props|newProps)\._parentDom/g, 'undefined'],
  ['Suspense', /\b\w+\._flags & (MODE_SUSPENDED|REF_DETACHED)|\(r = r\._excess\)/g, 'false'],
  ['Suspense’s comments', /\b(next|oldDom)\.nodeType == 8/g, 'false'],
  ['hydration, as an argument', /^\t+(isHydrating|excessDomChildren),\n/gm, ''],
  [
    'hydration of what is in the page',
    /\t\toldVNode\n\t\t\t\? NULL\n\t\t\t: parentDom\.firstChild\n\t\t\t\t\? slice[^,]*,\n/g,
    '',
  ],
  ['hydration, told', /(let )?\b(isHydrating|excessDomChildren) =(?=\s)/g, '0,'],
  ['hydration', /\b(isHydrating|excessDomChildren)\b/g, '(false)'],
  ['raw HTML, told', /\b(oldHtml|newHtml) = value/g, ''],
  ['raw HTML', /\b(oldHtml|newHtml)\b(?!;)/g, '(false)'],
  ['values at first only', /'default(Value|Checked)' in newProps/g, 'false'],
  ['boxes to check', /i == 'checked'|checked != UNDEFINED/g, 'false'],
  ['listeners that capture', /name != \(name = name\.replace\(CAPTURE_REGEX, '\$1'\)\)/g, 'false'],
  ['wrong names in SVG', /name = name\.replace\(\/xlink.*;/g, ''],
  [
    'MathML, and elements with ways of their own',
    /\bnodeType == '(math|foreignObject|progress|template)'|namespace == MATH_NAMESPACE/g,
    'false',
  ],
]

/** Has Preact built from its source, without what the panel does not use. Throws where a new version has other words for it. */
export function slimPreact(): Plugin {
  const unused = new Set(constants)
  return {
    name: 'slim-preact',
    enforce: 'pre',
    resolveId: id => (id === 'preact' ? join(source, 'index.js') : null),
    load(id) {
      if (!id.replaceAll('\\', '/').includes('/preact/src/')) return null
      return constants.reduce(
        (code, entry) => {
          const [, from, to] = entry
          const next = code.replace(from, to)
          if (next !== code) unused.delete(entry)
          return next
        },
        readFileSync(id, 'utf8'),
      )
    },
    buildEnd() {
      const [missing] = unused
      if (missing) this.error(`preact has changed: ${missing[0]} are not found in its source`)
    },
  }
}
