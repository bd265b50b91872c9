/** The shapes that travel between the page and the server. */

export type Author = "person" | "bot";
export type Kind =
  | "text"
  | "draft"
  | "help"
  | "notice"
  | "progress"
  | "partner"
  | "feedback"
  | "debrief"
  | "record"
  | "reminder";

export interface Choice {
  /** Opaque; the server offered it in this conversation. */
  readonly id: string;
  readonly title: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Message {
  /** Place in the conversation, rising, set by the server. */
  readonly seq: number;
  readonly author: Author;
  readonly text: string;
  readonly buttons: readonly Choice[];
  readonly kind: Kind;
  /** ISO 8601 with zone. */
  readonly at: string;
  /** The id that the sending page gave it; null for the bot's. */
  readonly client_id: string | null;
  /** The button that was pressed, once one was. */
  readonly chosen: string | null;
  readonly links?: readonly Link[];
}

export interface Hello {
  /** The last `seq` this page holds with nothing missing before it, or 0. */
  readonly after: number;
  readonly locale: string;
  readonly zone: string;
}

export interface HelloAck {
  readonly messages: readonly Message[];
  readonly next: number;
  readonly thinking: boolean;
  /** The time zone that the person set, on whatever device; null where they set none. */
  readonly zone: string | null;
}

export type SendAck =
  | { readonly ok: true; readonly seq: number }
  | { readonly ok: false; readonly error: string; readonly message: string };

export interface Thinking {
  readonly on: boolean;
}

type Reply<T> = (answer: T) => void;

export interface ServerEvents {
  message: (message: Message) => void;
  thinking: (thinking: Thinking) => void;
  gone: () => void;
  /** Something was taken and could not be answered; the sentence says what to do. */
  trouble: (trouble: { readonly message: string }) => void;
}

export interface ClientEvents {
  hello: (hello: Hello, reply: Reply<HelloAck>) => void;
  say: (said: { id: string; text: string }, reply: Reply<SendAck>) => void;
  press: (pressed: { id: string; button: string }, reply: Reply<SendAck>) => void;
}

/** The longest message the server takes, in characters (code points). */
export const LONGEST_MESSAGE = 4000;
