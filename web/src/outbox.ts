import { keep, kept } from "./keeping";

/** Something the person sent that the server has not taken yet. */
export interface Outgoing {
  /** Made once; a repeat carries the same one and the server drops it. */
  readonly id: string;
  readonly text: string;
  /** The pressed button, or null for typed text. */
  readonly button: string | null;
  /** When it was sent, ISO 8601 with zone. */
  readonly at: string;
  /** Why the server refused it, in words for the person; null while it is on its way. */
  readonly refused: string | null;
}

const NAME = "outbox";

/** A fresh UUID; `crypto.randomUUID` is missing where the page is served over plain http. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== "object" || value === null) return false;
  const { id, text, button, at, refused } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    typeof text === "string" &&
    typeof at === "string" &&
    (button === null || typeof button === "string") &&
    (refused === null || typeof refused === "string")
  );
}

/** What is on its way, in the order it was sent; outlives a reload of the tab. */
export class Outbox {
  private items: readonly Outgoing[];

  constructor() {
    const found = kept(NAME);
    this.items = Array.isArray(found) ? found.filter(isOutgoing) : [];
  }

  all(): readonly Outgoing[] {
    return this.items;
  }

  /** The first that may go out; refused ones wait for the person to decide. */
  next(): Outgoing | undefined {
    return this.items.find((item) => item.refused === null);
  }

  add(item: Outgoing): void {
    this.store([...this.items, item]);
  }

  /** Forgets an item: the server has it, or the person threw it away. */
  drop(id: string): void {
    if (this.items.some((item) => item.id === id)) {
      this.store(this.items.filter((item) => item.id !== id));
    }
  }

  /** Notes why the server refused an item, or (with null) that it may go out again. */
  mark(id: string, refused: string | null): void {
    this.store(this.items.map((item) => (item.id === id ? { ...item, refused } : item)));
  }

  clear(): void {
    this.store([]);
  }

  private store(items: readonly Outgoing[]): void {
    this.items = items;
    keep(NAME, items.length === 0 ? null : items);
  }
}
