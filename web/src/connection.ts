import { io, type Socket } from "socket.io-client";

import { browserZone } from "./dates";
import { keep, kept } from "./keeping";
import type { Outbox } from "./outbox";
import type { ClientEvents, HelloAck, Message, SendAck, ServerEvents } from "./protocol";
import type { Refusal, Server } from "./server";

export type Phase = "connecting" | "ready" | "offline" | "reconnecting" | "unavailable";

/** What the connection tells the page. */
export interface ConnectionListener {
  phase(phase: Phase): void;
  /** The time zone that the person set; null where none was set. */
  zone(zone: string | null): void;
  /** What the server holds beyond what the page had; `first` when the page had nothing. */
  history(messages: readonly Message[], first: boolean): void;
  message(message: Message): void;
  thinking(on: boolean): void;
  /** The server took what was sent under this id. */
  taken(id: string, seq: number): void;
  refused(id: string, reason: string): void;
  /** Everything was erased; the page must be cleared. */
  gone(): void;
  /** Another person is here than the one whom this tab kept words for. */
  somebodyElse(): void;
  /** The server does not talk with this page. */
  refusedHere(refusal: Refusal): void;
  /** The server could not finish; the sentence says what to do. */
  trouble(message: string): void;
}

const WHO = "who";
const ANSWER_WITHIN_MS = 15_000;
const SEND_AGAIN_AFTER_MS = 2_000;
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 15_000;

/** Talks with the server: comes back after breaks, asks for what it missed, empties the outbox. */
export class Connection {
  private readonly socket: Socket<ServerEvents, ClientEvents>;
  private hasSession = false;
  private opening = false;
  private ready = false;
  private wasReady = false;
  private readonly ended = new AbortController();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Everything up to here is on the page, with nothing missing before it. */
  private lastSeq = 0;
  private sending: string | null = null;
  /** Counts connections, so that an answer of an old one is not taken for one of the new. */
  private round = 0;

  constructor(
    private readonly server: Server,
    private readonly outbox: Outbox,
    private readonly listener: ConnectionListener,
  ) {
    // Coming back is done here, so that it can wait for a session and start at once when the
    // network returns.
    this.socket = io(server.address, {
      auth: (give) => give(this.server.proof),
      path: "/socket.io",
      transports: ["websocket"],
      reconnection: false,
      autoConnect: false,
      timeout: ANSWER_WITHIN_MS,
    });
    this.listen();
  }

  start(): void {
    this.listener.phase("connecting");
    void this.open();
  }

  /** Sends what is in the outbox, now or when the connection is back. */
  flush(): void {
    const item = this.outbox.next();
    if (!this.ready || this.sending !== null || item === undefined) return;
    const round = this.round;
    this.sending = item.id;
    const onAnswer = (error: Error | null, answer: SendAck): void => {
      if (round === this.round) this.settle(item.id, error === null ? answer : null);
    };
    const waiting = this.socket.timeout(ANSWER_WITHIN_MS);
    if (item.button === null) waiting.emit("say", { id: item.id, text: item.text }, onAnswer);
    else waiting.emit("press", { id: item.id, button: item.button }, onAnswer);
  }

  /** Starts from nothing, as a new person. */
  restart(): void {
    this.hasSession = false;
    this.server.forgetWho();
    this.lastSeq = 0;
    this.lost();
    this.socket.disconnect();
    void this.open();
  }

  /** Ends the connection for good. */
  stop(): void {
    this.ended.abort();
    clearTimeout(this.timer);
    this.socket.disconnect();
  }

  private listen(): void {
    this.socket.on("connect", () => this.hello());
    this.socket.on("connect_error", ({ message }) => {
      if (message === "no_session") {
        this.hasSession = false;
        this.server.forgetWho();
      }
      this.failed();
    });
    this.socket.on("disconnect", (reason) => {
      this.lost();
      if (reason !== "io client disconnect") this.failed();
    });
    this.socket.on("message", (message) => {
      // Before the greeting is answered something may still be missing in between.
      if (this.ready) this.lastSeq = Math.max(this.lastSeq, message.seq);
      this.listener.message(message);
    });
    this.socket.on("thinking", ({ on }) => this.listener.thinking(on));
    this.socket.on("gone", () => this.startAnew());
    this.socket.on("trouble", ({ message }) => this.listener.trouble(message));
    const { signal } = this.ended;
    window.addEventListener("online", () => this.hurry(), { signal });
    window.addEventListener("offline", () => this.listener.phase("offline"), { signal });
    const onSight = (): void => {
      if (document.visibilityState === "visible") this.hurry();
    };
    document.addEventListener("visibilitychange", onSight, { signal });
  }

  private async open(): Promise<void> {
    clearTimeout(this.timer);
    if (this.opening || this.ended.signal.aborted) return;
    this.opening = true;
    if (!this.hasSession) await this.openSession();
    this.opening = false;
    if (this.ended.signal.aborted) return;
    if (this.hasSession) this.socket.connect();
    else this.failed();
  }

  private async openSession(): Promise<void> {
    const session = await this.server.openSession();
    this.hasSession = session.state === "open";
    if (this.hasSession) this.noteWho();
    if (session.state !== "refused") return;
    this.stop();
    this.listener.refusedHere(session.refusal);
  }

  /** What this tab kept for somebody else is not for who is here now. */
  private noteWho(): void {
    const { who } = this.server;
    if (who === null) return;
    const before = kept(WHO);
    if (before !== null && before !== who) this.listener.somebodyElse();
    keep(WHO, who);
  }

  private hello(): void {
    const round = this.round;
    const after = this.lastSeq;
    const greeting = { after, locale: navigator.language, zone: browserZone() };
    this.socket.timeout(ANSWER_WITHIN_MS).emit("hello", greeting, (error, answer) => {
      if (round !== this.round) return;
      if (error === null) this.welcomed(after, answer);
      else {
        this.socket.disconnect();
        this.failed();
      }
    });
  }

  private welcomed(after: number, answer: HelloAck): void {
    // Fewer messages than were seen here: all was erased while this page was away.
    if (answer.next < after) {
      this.startAnew();
      return;
    }
    this.ready = true;
    this.wasReady = true;
    this.failures = 0;
    this.lastSeq = Math.max(this.lastSeq, ...answer.messages.map(({ seq }) => seq));
    this.listener.zone(answer.zone);
    this.listener.history(answer.messages, after === 0);
    this.listener.thinking(answer.thinking);
    this.listener.phase("ready");
    this.flush();
  }

  private settle(id: string, answer: SendAck | null): void {
    this.sending = null;
    if (answer === null) {
      setTimeout(() => this.flush(), SEND_AGAIN_AFTER_MS);
      return;
    }
    if (answer.ok) {
      this.outbox.drop(id);
      this.listener.taken(id, answer.seq);
    } else {
      this.outbox.mark(id, answer.message);
      this.listener.refused(id, answer.message);
    }
    this.flush();
  }

  private startAnew(): void {
    this.listener.gone();
    this.restart();
  }

  private lost(): void {
    this.ready = false;
    this.sending = null;
    this.round += 1;
    this.listener.thinking(false);
  }

  private failed(): void {
    if (this.ended.signal.aborted) return;
    this.listener.phase(
      !navigator.onLine ? "offline" : this.wasReady ? "reconnecting" : "unavailable",
    );
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.timer);
    // Spread out, so that a server that starts again is not met by everybody at once.
    this.timer = setTimeout(() => void this.open(), wait * (0.5 + Math.random()));
  }

  private hurry(): void {
    if (this.ready || this.ended.signal.aborted) return;
    this.failures = 0;
    void this.open();
  }
}
