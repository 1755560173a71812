import type { FastifyInstance } from 'fastify'

/** Answers which methods an address takes; empty when it is nobody's. */
export type AllowedMethods = (url: string) => string[]

/** Collects the routes as they are registered, so that a wrong method can be told from a wrong address. */
export function collectRoutes(app: FastifyInstance): AllowedMethods {
  const routes: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: toPattern(url), methods: [method].flat() })
  })
  return url => {
    const path = url.replace(/^https?:\/\/[^/?]*/i, '').split('?')[0] ?? ''
    const methods = routes.filter(route => route.pattern.test(path)).flatMap(route => route.methods)
    return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])]
  }
}

function toPattern(url: string): RegExp {
  const source = url
    .split('/')
    .map(part =>
      part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('/')
  return new RegExp(`^${source}$`)
}
