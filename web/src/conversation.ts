import type { Outgoing } from "./outbox";
import type { Message } from "./protocol";

/** One line of the conversation as it stands: from the server, or still on its way there. */
export interface Entry {
  /** Stays the same from the moment it is sent until the page is left. */
  readonly key: string;
  readonly author: Message["author"];
  readonly kind: Message["kind"];
  readonly text: string;
  readonly at: string;
  readonly buttons: Message["buttons"];
  readonly links: NonNullable<Message["links"]>;
  /** Null until the server has taken it. */
  readonly seq: number | null;
  readonly clientId: string | null;
  /** On a bot entry the button that was pressed; on a person's entry the button it came from. */
  readonly chosen: string | null;
  readonly refused: string | null;
}

/** A message of the server as an entry; `known` is what stands here of it already. */
export function fromServer(message: Message, known?: Entry): Entry {
  return {
    key: known?.key ?? message.client_id ?? `seq-${message.seq}`,
    author: message.author,
    kind: message.kind,
    text: message.text,
    at: message.at,
    buttons: message.buttons ?? [],
    links: message.links ?? [],
    seq: message.seq,
    clientId: message.client_id ?? known?.clientId ?? null,
    chosen: message.chosen ?? known?.chosen ?? null,
    refused: null,
  };
}

function fromOutbox(item: Outgoing): Entry {
  return {
    key: item.id,
    author: "person",
    kind: "text",
    text: item.text,
    at: item.at,
    buttons: [],
    links: [],
    seq: null,
    clientId: item.id,
    chosen: item.button,
    refused: item.refused,
  };
}

/** The conversation: each message once, in the server's order, what is on its way at the end. */
export class Conversation {
  private readonly byKey = new Map<string, Entry>();
  private readonly keyOfSeq = new Map<number, string>();

  /** Takes a message from the server; says whether it was not here before. */
  receive(message: Message): boolean {
    const known = this.find(message.seq, message.client_id);
    const entry = fromServer(message, known);
    this.byKey.set(entry.key, entry);
    this.keyOfSeq.set(message.seq, entry.key);
    return known === undefined;
  }

  /** Shows something the person sent, or its changed state. */
  send(item: Outgoing): void {
    this.byKey.set(item.id, fromOutbox(item));
  }

  /** The server took it and gave it its place. */
  confirm(id: string, seq: number): void {
    const entry = this.byKey.get(id);
    if (entry === undefined || entry.seq !== null) return;
    const twin = this.keyOfSeq.get(seq);
    if (twin !== undefined && twin !== id) this.byKey.delete(twin);
    this.byKey.set(id, { ...entry, seq });
    this.keyOfSeq.set(seq, id);
  }

  /** Takes back something that never reached the server. */
  withdraw(id: string): void {
    this.byKey.delete(id);
  }

  clear(): void {
    this.byKey.clear();
    this.keyOfSeq.clear();
  }

  entries(): Entry[] {
    const place = (entry: Entry): number => entry.seq ?? Number.POSITIVE_INFINITY;
    return [...this.byKey.values()].sort((one, other) =>
      // Two that have no place yet keep the order in which they were sent.
      place(one) === place(other) ? 0 : place(one) - place(other),
    );
  }

  private find(seq: number, clientId: string | null): Entry | undefined {
    const key = this.keyOfSeq.get(seq) ?? clientId;
    return key === null ? undefined : this.byKey.get(key);
  }
}

/** The entry whose buttons still work: the last that has any, unless it was answered since. */
export function openQuestion(entries: readonly Entry[]): Entry | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry === undefined) continue;
    if (entry.author === "person" && entry.refused === null) return undefined;
    if (entry.buttons.length > 0) return entry.chosen === null ? entry : undefined;
  }
  return undefined;
}

/**
 * Which button was pressed under which entry (by key), whether the question itself carries the
 * word of it or only the answer does. An answer belongs to the last question that offered it.
 */
export function chosenButtons(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const offeredBy = new Map<string, string>();
  const chosen = new Map<string, string>();
  for (const entry of entries) {
    if (entry.author === "bot") {
      for (const { id } of entry.buttons) offeredBy.set(id, entry.key);
      if (entry.chosen !== null) chosen.set(entry.key, entry.chosen);
    } else if (entry.chosen !== null && entry.refused === null) {
      const question = offeredBy.get(entry.chosen);
      if (question !== undefined) chosen.set(question, entry.chosen);
    }
  }
  return chosen;
}
