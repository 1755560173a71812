/**
 * The language of the panel's own words: the page's (`<html lang>`), else the team's, else the browser's.
 * @param {{ page: string, team?: string | undefined, browser?: string | undefined }} languages
 */
export function chooseLanguage({ page, team, browser }) {
  return page.trim() || team || browser || 'fr'
}
