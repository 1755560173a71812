import { z } from 'zod'
import { AgentSlug } from './chat.ts'

/** `#rrggbb`, as CSS takes it. */
const Colour = z.string().regex(/^#[0-9a-f]{6}$/i)

/** A specialist as a visitor sees her. `colour` is `#rrggbb`; it decorates and never carries text. */
export const WidgetAgent = z.object({
  id: AgentSlug,
  name: z.string().min(1),
  emoji: z.string().min(1),
  colour: Colour,
  description: z.string(),
})
export type WidgetAgent = z.infer<typeof WidgetAgent>

/** The team's colours; the panel corrects those on which a text could not be read. */
export const WidgetColours = z.object({ primary: Colour, text: Colour, background: Colour }).partial()
export type WidgetColours = z.infer<typeof WidgetColours>

/**
 * Reply of `GET /api/widget/config?language=`: everything the panel shows that is the team's own, and nothing else
 * (it is public), in the language asked for, else the one `Accept-Language` prefers. What is left out is as the panel has it.
 */
export const WidgetConfig = z.object({
  /** The team's name, the panel's title. */
  name: z.string().min(1),
  /** The language of the texts here. */
  language: z.enum(['fr', 'en']),
  /** Languages the panel may be shown in, the team's own first. */
  languages: z.array(z.enum(['fr', 'en'])).optional(),
  /** How the panel speaks to a French visitor. */
  formality: z.enum(['tu', 'vous']).optional(),
  theme: z.enum(['auto', 'light', 'dark']).optional(),
  position: z.enum(['right', 'left']).optional(),
  colours: WidgetColours.optional(),
  welcome: z.string(),
  /** Where a person can be reached when the chat cannot answer, e.g. an address. */
  contact: z.string().optional(),
  /** One line at the panel's foot: what becomes of the messages. `url`: the page that says it in full. */
  legal: z.object({ text: z.string(), url: z.url({ protocol: /^https?$/ }).optional() }).optional(),
  agents: z.array(WidgetAgent),
  suggestions: z.array(z.string()),
})
export type WidgetConfig = z.infer<typeof WidgetConfig>

/** What the server writes into `/widget.js` as it serves it, so that the button is right before anything is asked. */
export type WidgetSettings = Required<
  Pick<WidgetConfig, 'language' | 'languages' | 'formality' | 'theme' | 'position' | 'colours'>
>
