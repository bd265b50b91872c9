/** What somebody set for this browser. No words of the conversation are among it. */

const NAME = "amends.preferences";

interface Set {
  readonly zone?: string;
  readonly country?: string;
  readonly notify?: boolean;
}

function read(): Set {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return {};
    throw error;
  }
}

export const preferences = {
  /** Whether the browser may tell of something new. */
  get notify(): boolean {
    return read().notify === true;
  },

  /** The language and the time zone to greet the server with: as set, else the browser's. */
  place(): { readonly locale: string; readonly zone: string } {
    const { zone, country } = read();
    const language = navigator.language.split("-")[0] ?? "en";
    return {
      locale: country === undefined ? navigator.language : `${language}-${country}`,
      zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  },

  /** Keeps what was set, beside what was set before. */
  set(changes: Set): void {
    try {
      localStorage.setItem(NAME, JSON.stringify({ ...read(), ...changes }));
    } catch (error) {
      // A browser may refuse storage altogether: it is then asked again next time.
      if (!(error instanceof DOMException)) throw error;
    }
  },

  drop(): void {
    try {
      localStorage.removeItem(NAME);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  },
};
