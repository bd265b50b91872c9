const LONGEST_WAIT_MS = 10_000;
const TOKEN = "amends.token";

/** The server does not want this page, and says why in words for the person. */
export interface Refusal {
  readonly error: string;
  readonly message: string;
}

export type Session = { readonly state: "open" } | { readonly state: "unavailable" } | {
  readonly state: "refused";
  readonly refusal: Refusal;
};

/** What the server answered to a request. */
export type Answer<T> =
  | { readonly ok: true; readonly content: T }
  | { readonly ok: false; readonly error: string; readonly message: string };

const NO_ANSWER = { ok: false, error: "no_answer", message: "" } as const;

function isUnreachable(error: unknown): boolean {
  // No network, or no answer in time: the caller tries again later.
  return error instanceof TypeError || error instanceof DOMException;
}

function stored(): string | null {
  try {
    return localStorage.getItem(TOKEN);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function store(token: string | null): void {
  try {
    if (token === null) localStorage.removeItem(TOKEN);
    else localStorage.setItem(TOKEN, token);
  } catch (error) {
    // A browser may refuse storage altogether: the conversation then ends with this page.
    if (!(error instanceof DOMException)) throw error;
  }
}

/**
 * The server behind this page.
 *
 * Its own page is known by a cookie that scripts cannot read. Another site's page holds a token:
 * kept in that site's storage for somebody unknown, in memory alone for a user it handed over.
 */
export class Server {
  private token: string | null = null;

  /**
   * @param address The server's origin.
   * @param user The token by which a site hands over its user; null where it does not.
   */
  constructor(
    readonly address: string,
    private readonly user: string | null,
  ) {}

  get isOwnPage(): boolean {
    return this.address === location.origin;
  }

  /** Whether there may be a conversation already, without asking for one. */
  get mayKnowUs(): boolean {
    return this.isOwnPage || this.user !== null || stored() !== null;
  }

  /** What the socket shows; empty where the cookie speaks. */
  get proof(): Readonly<Record<string, string>> {
    return this.token === null ? {} : { token: this.token };
  }

  /** A name for who is here, to tell two people apart; null where the cookie alone knows. */
  get who(): string | null {
    return this.token?.split(".")[0] ?? null;
  }

  /** Makes sure that the server knows who is here. */
  async openSession(): Promise<Session> {
    if (!this.isOwnPage) return this.fetchToken();
    // One tab at a time: two that ask together would get two identities and one could stay.
    // Locks are missing where the page is served over plain http.
    if (!("locks" in navigator)) return this.fetchCookie();
    return navigator.locks.request("amends-session", () => this.fetchCookie());
  }

  /** The identity is not known any more: the next session gets a new one. */
  forgetWho(): void {
    this.token = null;
    if (!this.isOwnPage && this.user === null) store(null);
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.ask<T>(path, { headers: this.headers() });
  }

  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.ask<T>(path, {
      method: "POST",
      headers: { ...this.headers(), "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.ask<T>(path, { method: "DELETE", headers: this.headers() });
  }

  /** Fetches a file; null where it cannot be had just now. */
  async file(path: string): Promise<Blob | null> {
    try {
      const answer = await fetch(this.address + path, { headers: this.headers() });
      return answer.ok ? await answer.blob() : null;
    } catch (error) {
      if (isUnreachable(error)) return null;
      throw error;
    }
  }

  private headers(): Record<string, string> {
    return this.token === null ? {} : { Authorization: `Bearer ${this.token}` };
  }

  private async ask<T>(path: string, request: RequestInit): Promise<Answer<T>> {
    try {
      const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
      const answer = await fetch(this.address + path, { ...request, signal });
      const content = await answer.json();
      if (answer.ok) return { ok: true, content };
      return { ok: false, error: content.error ?? "", message: content.message ?? "" };
    } catch (error) {
      if (isUnreachable(error) || error instanceof SyntaxError) return NO_ANSWER;
      throw error;
    }
  }

  private async fetchCookie(): Promise<Session> {
    const answer = await this.ask("/api/session", { method: "POST" });
    return { state: answer.ok ? "open" : "unavailable" };
  }

  private async fetchToken(): Promise<Session> {
    this.token = this.user === null ? stored() : null;
    if (this.token !== null) return { state: "open" };
    // No header of our own: the answer can be read also where this site is not allowed.
    const body = this.user === null ? "{}" : JSON.stringify({ user: this.user });
    const answer = await this.ask<{ token: string }>("/api/token", { method: "POST", body });
    if (!answer.ok) {
      if (answer.error === "origin_not_allowed" || answer.error === "not_signed_in") {
        return { state: "refused", refusal: answer };
      }
      return { state: "unavailable" };
    }
    this.token = answer.content.token;
    if (this.user === null) store(this.token);
    return { state: "open" };
  }
}
