import type { Server } from "./server";

/** A fault as the server found it; `start` and `end` count code points. */
export interface Fault {
  readonly id: string;
  readonly severity: string;
  readonly start: number;
  readonly end: number;
  readonly why: string;
  readonly instead: string;
}

/** One version of an apology. */
export interface Version {
  readonly version: number;
  readonly origin: "composed" | "revised" | "pasted";
  readonly text: string;
  readonly at: string;
  readonly ready: boolean;
  readonly faults: readonly Fault[];
  readonly missing: readonly string[];
}

/** An apology with its versions, the newest first. */
export interface Apology {
  readonly matter: string;
  readonly about: string | null;
  readonly versions: readonly Version[];
}

/** A version, and the apology that it belongs to. */
export interface Found {
  readonly apology: Apology;
  readonly version: Version;
}

export type Saved = "saved" | "talk_first" | "failed";

/** Where the drafts lie: what the server keeps of them, for every card that shows one. */
export class Desk {
  private apologies: readonly Apology[] = [];
  private loading: Promise<boolean> | null = null;
  private readonly listeners = new Map<Element, () => void>();

  /**
   * @param talk Takes words into the conversation.
   */
  constructor(
    private readonly server: Server,
    private readonly talk: (text: string) => void,
  ) {}

  all(): readonly Apology[] {
    return this.apologies;
  }

  find(text: string): Found | undefined {
    for (const apology of this.apologies) {
      const version = apology.versions.find((each) => each.text.trim() === text.trim());
      if (version !== undefined) return { apology, version };
    }
    return undefined;
  }

  /** Calls back, for as long as an element is on the page, when there is something new. */
  follow(element: Element, changed: () => void): void {
    this.listeners.set(element, changed);
  }

  /** Asks the server; says whether it answered. Several that ask at once ask once. */
  refresh(): Promise<boolean> {
    this.loading ??= this.load().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  /** Keeps an edited text as the newest version of an apology. */
  async save(apology: Apology, text: string): Promise<Saved> {
    const answer = await this.server.post("/api/drafts", { matter: apology.matter, text });
    if (answer.ok) {
      await this.refresh();
      return "saved";
    }
    if (answer.error !== "talk_first") return "failed";
    this.talk(text);
    return "talk_first";
  }

  /** A version as a file; null where it cannot be had. */
  letter({ apology, version }: Found, ending: string): Promise<Blob | null> {
    return this.server.file(`/api/drafts/${apology.matter}/${version.version}/${ending}`);
  }

  clear(): void {
    this.apologies = [];
    this.listeners.clear();
  }

  private async load(): Promise<boolean> {
    const answer = await this.server.get<{ apologies: Apology[] }>("/api/drafts");
    if (!answer.ok) return false;
    this.apologies = answer.content.apologies;
    for (const [element, changed] of this.listeners) {
      if (element.isConnected) changed();
      else this.listeners.delete(element);
    }
    return true;
  }
}
