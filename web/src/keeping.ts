/**
 * What this tab keeps until it is closed.
 *
 * People's words go into sessionStorage only: they end with the tab and no other tab sees them.
 */

const PREFIX = "amends.";

/** Keeps a value under a name for as long as the tab lives; `null` drops it. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    // A browser may refuse storage altogether or be full: the words then live in memory only.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Gives back what was kept under a name, or null when there is nothing that can be read. */
export function kept(name: string): unknown {
  try {
    const raw = sessionStorage.getItem(PREFIX + name);
    return raw === null ? null : JSON.parse(raw);
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Drops all that this tab keeps, and nothing that the site around it keeps there. */
export function dropAllKept(): void {
  try {
    const ours = Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of ours) sessionStorage.removeItem(name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
