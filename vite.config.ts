import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { InlineConfig } from 'vite'

const root = import.meta.dirname

/** Where the built widget stands; the server reads it from here. */
export const widgetFolder = join(root, 'dist/widget')

/** Browsers of the last three years. */
const target = ['chrome119', 'edge119', 'firefox120', 'safari17']

function toConfig(): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root: join(root, 'widget'),
    logLevel: 'warn',
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  }
}

/**
 * What the loader fetches: the panel and one file a language, ES modules whose names carry a hash of what is in them.
 * Entries share no chunk, so that a visitor fetches two files and not three.
 */
export function toPanelBuild(): InlineConfig {
  return {
    ...toConfig(),
    build: {
      target,
      write: false,
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: {
        input: {
          panel: join(root, 'widget/loader/panel-entry.ts'),
          fr: join(root, 'widget/texts/fr.ts'),
          en: join(root, 'widget/texts/en.ts'),
        },
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  }
}

/** `/widget.js`: one classic script. `files` names what it fetches, by entry of the panel's build. */
export function toLoaderBuild(files: Readonly<Record<string, string>>): InlineConfig {
  return {
    ...toConfig(),
    define: { WIDGET_FILES: JSON.stringify(files) },
    build: {
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
