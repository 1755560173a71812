import { z } from 'zod'
import { AgentSlug } from './chat.ts'

/** A specialist as a visitor sees her. `colour` is `#rrggbb`; it decorates and never carries text. */
export const WidgetAgent = z.object({
  id: AgentSlug,
  name: z.string().min(1),
  emoji: z.string().min(1),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  description: z.string(),
})
export type WidgetAgent = z.infer<typeof WidgetAgent>

/**
 * Reply of `GET /api/widget/config`: everything the panel shows that is the team's own, and nothing else
 * (it is public). A text left out is said in the panel's own words.
 */
export const WidgetConfig = z.object({
  /** The team's name, the panel's title. */
  name: z.string().min(1),
  language: z.enum(['fr', 'en']),
  welcome: z.string(),
  /** Where a person can be reached when the chat cannot answer, e.g. an address. */
  contact: z.string().optional(),
  agents: z.array(WidgetAgent),
  suggestions: z.array(z.string()),
})
export type WidgetConfig = z.infer<typeof WidgetConfig>
