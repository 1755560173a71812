import { z } from 'zod'
import type { ProviderSettings } from './create-providers.ts'
import type { VendorSettings } from './vendors.ts'

/**
 * The environment variables of providers beside keys and addresses (docs/models.md), as members of the schema of all of
 * them; what is wrong with a wrong value is in French.
 */
export const providerVariables = {
  EMBEDDING_MODEL: z.string().optional(),
  EMBEDDING_DIMENSIONS: z
    .string()
    .regex(/^\d{1,4}$/, 'doit être un nombre de 1 à 1536, comme 1024')
    .transform(Number)
    .refine(
      value => value >= 1 && value <= 1536,
      'doit être un nombre de 1 à 1536 : la base garde 1536 nombres',
    )
    .optional(),
  RERANK_MODEL: z.string().optional(),
  AI_SDK_PACKAGE: z
    .string()
    .regex(/^(@[a-z0-9-]+\/)?[a-z0-9.-]+$/, 'doit être le nom d’un paquet npm, comme @ai-sdk/mistral')
    .optional(),
  AI_SDK_API_KEY: z.string().optional(),
  AI_SDK_BASE_URL: z.url('doit être une adresse qui commence par https:// ou http://').optional(),
  LOCAL_EMBEDDING_MODEL: z.string().optional(),
  LOCAL_EMBEDDING_FOLDER: z.string().optional(),
}
const schema = z.object(providerVariables)
export type ProviderVariables = z.infer<typeof schema>

/** What cannot be true together, a line each (French). */
export function findProviderContradictions(env: ProviderVariables): string[] {
  const problems: string[] = []
  const local = env.LOCAL_EMBEDDING_MODEL !== undefined
  if ((env.EMBEDDING_MODEL !== undefined || local) !== (env.EMBEDDING_DIMENSIONS !== undefined)) {
    problems.push(
      'EMBEDDING_DIMENSIONS va avec EMBEDDING_MODEL ou LOCAL_EMBEDDING_MODEL : combien de nombres ont ses vecteurs',
    )
  }
  if (local && env.EMBEDDING_MODEL !== undefined) {
    problems.push('EMBEDDING_MODEL et LOCAL_EMBEDDING_MODEL s’excluent : garde l’un des deux')
  }
  if (env.AI_SDK_PACKAGE === undefined && (env.AI_SDK_API_KEY ?? env.AI_SDK_BASE_URL) !== undefined) {
    problems.push('AI_SDK_PACKAGE manque : AI_SDK_API_KEY et AI_SDK_BASE_URL vont avec lui')
  }
  return problems
}

/** The settings of `createProviders`, from the vendors as Config has them and these variables. */
export function toProviderSettings(
  vendors: { openrouter: VendorSettings; openai: VendorSettings; cohere: VendorSettings },
  env: ProviderVariables,
): ProviderSettings {
  const { EMBEDDING_MODEL: model, EMBEDDING_DIMENSIONS: dimensions, LOCAL_EMBEDDING_MODEL: local } = env
  return {
    ...vendors,
    rerankModel: env.RERANK_MODEL,
    embedding: model !== undefined && dimensions !== undefined ? { model, dimensions } : undefined,
    aiSdk:
      env.AI_SDK_PACKAGE === undefined
        ? undefined
        : { package: env.AI_SDK_PACKAGE, apiKey: env.AI_SDK_API_KEY, baseUrl: env.AI_SDK_BASE_URL },
    transformers:
      local !== undefined && dimensions !== undefined
        ? { model: local, dimensions, modelFolder: env.LOCAL_EMBEDDING_FOLDER }
        : undefined,
  }
}
