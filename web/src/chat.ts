import { fillApologies } from "./apologies";
import type { BubbleActions } from "./bubbles";
import { Composer } from "./composer";
import { Connection, type Phase } from "./connection";
import { Conversation } from "./conversation";
import { showIn } from "./dates";
import { Desk } from "./desk";
import { dropAllKept } from "./keeping";
import { leaveAtOnce } from "./leaving";
import { Log } from "./log";
import { freshId, Outbox } from "./outbox";
import { Panel } from "./panel";
import type { Parts } from "./parts";
import { fillPast } from "./past";
import { fillPractice } from "./practice";
import { preferences } from "./preferences";
import { fillPromises } from "./promises";
import type { Message } from "./protocol";
import type { Reaching } from "./reaching";
import { fillRoad } from "./road";
import type { Refusal, Server } from "./server";
import { fillSettings } from "./settings";
import { StatusLine } from "./status";
import { texts } from "./texts";

/** The conversation and what stands around it, working on the parts of one element. */
export class Chat {
  private readonly outbox = new Outbox();
  private readonly conversation = new Conversation();
  private readonly status: StatusLine;
  private readonly log: Log;
  private readonly composer: Composer;
  private readonly connection: Connection;
  private readonly desk: Desk;
  private readonly panel: Panel;
  private phase: Phase = "connecting";
  private started = false;

  /**
   * @param refused Called when the server does not talk with this page.
   */
  constructor(
    private readonly parts: Parts,
    server: Server,
    private readonly reaching: Reaching,
    private readonly refused: (refusal: Refusal) => void,
  ) {
    this.desk = new Desk(server, (text) => this.send(text, null));
    this.status = new StatusLine(parts.status);
    this.log = new Log(parts, this.actions());
    this.composer = new Composer(parts, (text) => this.send(text, null));
    this.connection = this.connect(server);
    this.panel = new Panel(
      {
        road: fillRoad(server),
        draft: fillApologies(this.desk),
        promises: fillPromises(server),
        practice: fillPractice(server),
        past: fillPast(server, this.actions(), () => this.goOn()),
        settings: fillSettings(server, {
          forget: () => this.askToForget(),
          zone: (zone) => this.showTimesIn(zone),
        }),
      },
      () => this.panelClosed(),
    );
    parts.main.after(this.panel.element);
    parts.overview.addEventListener("click", () => this.togglePanel());
    parts.quickExit.addEventListener("click", () => this.leave());
    parts.pill.addEventListener("click", () => this.composer.focus());
    this.showOutbox();
  }

  /** Connects, once. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.connection.start();
  }

  focus(): void {
    this.composer.focus();
  }

  /** Clears everything at once and leaves for another site. */
  leave(): void {
    this.connection.stop();
    leaveAtOnce();
  }

  /** Ends the connection for good. */
  stop(): void {
    this.connection.stop();
  }

  private actions(): BubbleActions {
    return {
      desk: this.desk,
      choose: ({ id, title }) => {
        this.send(title, id);
        this.rest();
      },
      retry: (key) => {
        this.outbox.mark(key, null);
        this.showOutbox();
        this.connection.flush();
        this.rest();
      },
      discard: (key) => {
        this.outbox.drop(key);
        this.conversation.withdraw(key);
        this.show();
        this.rest();
      },
    };
  }

  private connect(server: Server): Connection {
    return new Connection(server, this.outbox, {
      phase: (now) => {
        this.phase = now;
        this.status.showPhase(now);
        this.show();
      },
      zone: (zone) => this.showTimesIn(zone),
      history: (messages, first) => this.receiveHistory(messages, first),
      message: (message) => {
        const fresh = this.take(message);
        this.show();
        if (fresh && message.author === "bot") this.noteNew();
      },
      thinking: (on) => {
        this.log.setThinking(on);
        if (!on) this.panel.refresh();
      },
      taken: (id, seq) => {
        this.conversation.confirm(id, seq);
        this.show();
      },
      refused: () => this.showOutbox(),
      refusedHere: (refusal) => {
        this.status.sayForGood(refusal.message);
        this.refused(refusal);
      },
      trouble: (message) => this.status.sayTrouble(message),
      somebodyElse: () => this.clear(),
      gone: () => {
        this.clear();
        this.status.sayErased();
      },
    });
  }

  private receiveHistory(messages: readonly Message[], first: boolean): void {
    const fresh = messages.filter((message) => this.take(message));
    if (first && messages.length > 0) {
      this.log.showQuietly(this.conversation.entries(), this.reachable());
    } else this.show();
    if (!first && fresh.some(({ author }) => author === "bot")) this.noteNew();
  }

  private noteNew(): void {
    this.log.noteNew();
    this.reaching.note();
  }

  /** Whether what is sent now leaves at once. */
  private reachable(): boolean {
    return this.phase === "ready" || this.phase === "connecting";
  }

  private show(): void {
    this.log.show(this.conversation.entries(), this.reachable());
  }

  private showOutbox(): void {
    for (const item of this.outbox.all()) this.conversation.send(item);
    this.show();
  }

  private take(message: Message): boolean {
    if (message.client_id !== null) this.outbox.drop(message.client_id);
    return this.conversation.receive(message);
  }

  private send(text: string, button: string | null): void {
    const item = { id: freshId(), text, button, at: new Date().toISOString(), refused: null };
    this.outbox.add(item);
    this.conversation.send(item);
    this.show();
    this.log.toEnd();
    this.connection.flush();
  }

  /** Where the focus goes when the button that had it is no more. */
  private rest(): void {
    // On a touch screen the keyboard would cover half of what was just said.
    if (matchMedia("(pointer: coarse)").matches) this.log.focus();
    else this.composer.focus();
  }

  private clear(): void {
    this.conversation.clear();
    this.outbox.clear();
    this.composer.clear();
    this.desk.clear();
    this.panel.clear();
    dropAllKept();
    preferences.drop();
    this.show();
  }

  private askToForget(): void {
    this.panel.close();
    this.send(texts.forgetRequest, null);
    this.composer.focus();
  }

  private goOn(): void {
    this.panel.close();
    this.log.toEnd();
    this.rest();
  }

  private showTimesIn(zone: string | null): void {
    if (showIn(zone)) this.log.showAnew(this.conversation.entries(), this.reachable());
  }

  private togglePanel(): void {
    if (this.panel.isOpen) this.panel.close();
    else {
      this.parts.overview.setAttribute("aria-expanded", "true");
      this.parts.whole.classList.add("with-panel");
      this.panel.open();
    }
  }

  private panelClosed(): void {
    this.parts.overview.setAttribute("aria-expanded", "false");
    this.parts.whole.classList.remove("with-panel");
    this.parts.overview.focus();
  }
}
