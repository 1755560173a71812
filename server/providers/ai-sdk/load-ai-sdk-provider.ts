import type { AiSdkProvider } from './ai-sdk-types.ts'

export interface AiSdkSettings {
  /** The npm package of the provider: `@ai-sdk/mistral`. Installed by who wants it. */
  package: string
  apiKey?: string | undefined
  baseUrl?: string | undefined
}

type Create = (settings: Record<string, unknown>) => AiSdkProvider

/**
 * Loads a provider of the AI SDK from a package that is not among ours. Throws an Error an operator can read (French)
 * when the package is not installed or is no provider. `load` imports a module by its name.
 */
export async function loadAiSdkProvider(
  settings: AiSdkSettings,
  load: (name: string) => Promise<Record<string, unknown>> = name => import(name),
): Promise<AiSdkProvider> {
  const { package: name, apiKey, baseUrl } = settings
  const loaded = await load(name).catch((cause: unknown) => {
    throw new Error(`le paquet ${name} ne se charge pas : installe-le avec « npm install ${name} »`, {
      cause,
    })
  })
  const create = findCreate(loaded)
  if (create === undefined) throw new Error(`le paquet ${name} n'est pas un fournisseur de l'AI SDK`)
  return create({
    // `name` is what OpenAI-compatible providers want; the others ignore what they do not know.
    name: name.split('/').at(-1),
    ...(apiKey !== undefined && { apiKey }),
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
    includeUsage: true,
  })
}

/** Each provider package exports one `create…` of its own: createMistral, createAnthropic, createOpenAICompatible. */
function findCreate(loaded: Record<string, unknown>): Create | undefined {
  const found = Object.entries(loaded).find(
    ([name, value]) => /^create[A-Z]/.test(name) && typeof value === 'function',
  )
  return found?.[1] as Create | undefined
}
