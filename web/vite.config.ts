import { defineConfig, loadEnv, type Plugin } from "vite";

import { pages } from "./src/texts-of-pages.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Fills `{{page.name}}` in the pages from the table of texts, so that no words live in markup. */
function wordsFromTexts(): Plugin {
  return {
    name: "words-from-texts",
    transformIndexHtml: {
      order: "pre",
      handler: (html, { server }) => {
        const filled = html.replace(/\{\{(\w+)\.(\w+)\}\}/g, (_, page: string, name: string) => {
          const words = pages[page]?.[name];
          if (words === undefined) throw new Error(`a page asks for an unknown text: ${name}`);
          return words.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
        });
        // The script for every site is made by the build; in development its source stands in.
        return server === undefined
          ? filled
          : filled.replace('src="/amends.js" defer', 'src="/src/amends.ts" type="module"');
      },
    },
  };
}

/** Keeps the names of the script for itself: on another site it stands beside others. */
function forEverySite(): Plugin {
  return {
    name: "for-every-site",
    generateBundle: {
      order: "post",
      handler: (_, bundle) => {
        const script = bundle["amends.js"];
        if (script?.type !== "chunk") throw new Error("the build made no amends.js");
        if (script.imports.length > 0) throw new Error("amends.js must stand alone");
        script.code = `(()=>{${script.code.trimEnd()}})();\n`;
      },
    },
  };
}

/**
 * Sizes in the element hang on `--amends-size`, for `rem` is the other site's: some set it to 10 px.
 */
function ownSizes(): Plugin {
  return {
    name: "own-sizes",
    enforce: "pre",
    transform: (code, id) =>
      id.endsWith("/styles.css?inline")
        ? code.replace(/^(?!@|.*--amends-size).*$/gm, (line) =>
            line.replace(/(?<![\w-])(\d*\.?\d+)rem/g, "calc($1 * var(--size))"),
          )
        : null,
  };
}

function serverAddress(mode: string): string {
  return loadEnv(mode, ".", "AMENDS_")["AMENDS_SERVER"] ?? "http://127.0.0.1:5005";
}

export default defineConfig(({ mode }) => ({
  plugins: [wordsFromTexts(), ownSizes(), forEverySite()],
  build: {
    target: "es2022",
    // A strict content security policy allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: false as const,
    rollupOptions: {
      input: { index: "index.html", privacy: "privacy.html", amends: "src/amends.ts" },
      output: { entryFileNames: "[name].js" },
    },
  },
  server: {
    proxy: {
      "/api": serverAddress(mode),
      "/socket.io": { target: serverAddress(mode), ws: true },
    },
  },
}));
