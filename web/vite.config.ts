import { defineConfig, loadEnv, type Plugin } from "vite";

import { texts } from "./src/texts.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Fills `{{page.name}}` in index.html from the table of texts, so that no words live in markup. */
function wordsFromTexts(): Plugin {
  return {
    name: "words-from-texts",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replace(/\{\{page\.(\w+)\}\}/g, (_, name: string) => {
          const words = (texts.page as Readonly<Record<string, string>>)[name];
          if (words === undefined) throw new Error(`index.html asks for an unknown text: ${name}`);
          return words.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
        }),
    },
  };
}

function serverAddress(mode: string): string {
  return loadEnv(mode, ".", "AMENDS_")["AMENDS_SERVER"] ?? "http://127.0.0.1:5005";
}

export default defineConfig(({ mode }) => ({
  plugins: [wordsFromTexts()],
  build: {
    target: "es2022",
    // A strict content security policy allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": serverAddress(mode),
      "/socket.io": { target: serverAddress(mode), ws: true },
    },
  },
}));
