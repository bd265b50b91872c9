/** What somebody set for this browser alone. No words of the conversation are among it. */

const NAME = "amends.preferences";

interface Set {
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

  set notify(on: boolean) {
    try {
      localStorage.setItem(NAME, JSON.stringify({ notify: on }));
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
