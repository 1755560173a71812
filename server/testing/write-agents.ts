import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const agents = join(import.meta.dirname, '../../agents')

/** Copies the product's team into a folder and adds a third specialist, Nadia (nutrition): one more file. */
export function writeTeamWithNadia(folder: string): void {
  cpSync(agents, folder, { recursive: true })
  writeFileSync(
    join(folder, 'nadia.md'),
    `---
id: nadia
name: Nadia
emoji: 🥗
colour: "#166534"
description: Nadia parle d'alimentation et de recettes de saison.
examples:
  - Que manger le matin pour avoir de l'énergie ?
  - une recette de soupe d'automne
  - Quels légumes de saison en novembre ?
  - comment remplacer le sucre dans un gâteau
  - Quelle quantité de protéines dans les lentilles ?
  - idées de petit déjeuner sans gluten
  - combien de fruits par jour
  - What vegetables are in season?
keywords: [recette, légumes, petit déjeuner, sucre, protéines, soupe, cuisine, aliments]
---

Tu es Nadia. Tu parles d'alimentation, jamais de médecine.
`,
  )
}
