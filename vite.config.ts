import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { InlineConfig, Plugin } from 'vite'
import { slimPreact } from './scripts/slim-preact.ts'

const root = import.meta.dirname

/** Where the built widget stands; the server reads it from here. */
export const widgetFolder = join(root, 'dist/widget')

/** Browsers of the last three years. */
const target = ['chrome119', 'edge119', 'firefox120', 'safari17']

/** Elements are made by Preact's `h`: its calls are shorter than those of the JSX runtime. */
const importJsx: Plugin = {
  name: 'import-jsx',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('.tsx') ? `import { h as jsx } from 'preact'\n${code}` : null),
}

function toConfig(): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root: join(root, 'widget'),
    logLevel: 'warn',
    publicDir: false,
    oxc: { jsx: { runtime: 'classic', pragma: 'jsx' } },
    plugins: [importJsx],
  }
}

/** Several passes, and short names for the properties whose names begin with `_`: Preact's own build does the same. */
const minify: InlineConfig['build'] = {
  minify: 'terser',
  terserOptions: {
    module: true,
    ecma: 2020,
    compress: { ecma: 2020, passes: 2, pure_getters: true, unsafe_arrows: true, keep_fargs: false },
    mangle: { module: true, properties: { regex: /^_[a-z]/ } },
  },
}

/**
 * Has the browser compile all of the panel's file while it is fetched, off the main thread, instead of each function as it
 * is first called, between a question and its answer. Not its second file: 44 bytes that would be over budget.
 * Chromium's; the others ignore it.
 * https://github.com/WICG/explicit-javascript-compile-hints-file-based
 */
const compileAll = '//# allFunctionsCalledOnLoad'

/** One ES module, complete in itself, whose name carries a hash of what is in it. */
function toModule(name: string, file: string, postBanner = ''): InlineConfig['build'] {
  return {
    ...minify,
    target,
    write: false,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: { [name]: join(root, file) },
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name]-[hash].js', postBanner },
    },
  }
}

/**
 * What the panel fetches once it is shown, in one language. Preact, and what else both call, comes from the panel: were
 * it imported from there, a panel that the loader had to ask for twice, under another address, would be fetched and run
 * a second time.
 */
export function toRestBuild(language: 'fr' | 'en'): InlineConfig {
  return {
    ...toConfig(),
    resolve: {
      alias: [
        {
          find: /^(preact|.*\/(message\.ts|(speaker|draw-icon)\.tsx))$/,
          replacement: join(root, 'widget/panel/rest/panel-link.ts'),
        },
      ],
    },
    build: toModule(`rest${language}`, `widget/panel/rest/rest-${language}.ts`),
  }
}

/** What the loader fetches on the first intent: the panel in one language. `rest` is the file with the rest of it. */
export function toPanelBuild(language: 'fr' | 'en', rest: string): InlineConfig {
  return {
    ...toConfig(),
    plugins: [importJsx, slimPreact()],
    define: { REST_FILE: JSON.stringify(rest) },
    build: toModule(`panel${language}`, `widget/loader/panel-${language}.ts`, compileAll),
  }
}

/** `/widget.js`: one classic script. `files` names what it fetches, by language. */
export function toLoaderBuild(files: Readonly<Record<string, string>>): InlineConfig {
  return {
    ...toConfig(),
    define: { WIDGET_FILES: JSON.stringify(files) },
    build: {
      ...minify,
      target,
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(root, 'widget/loader/main.ts'),
        output: { format: 'iife', entryFileNames: 'widget.js' },
      },
    },
  }
}

/** The page of all states, `/widget/demo`: bundled by itself, so that it changes nothing of what visitors fetch. */
export function toDemoBuild(): InlineConfig | null {
  const input = join(root, 'widget/demo/demo.tsx')
  if (!existsSync(input)) return null
  return {
    ...toConfig(),
    build: {
      target,
      write: false,
      modulePreload: false,
      rolldownOptions: { input, output: { format: 'es', entryFileNames: 'demo-[hash].js' } },
    },
  }
}
