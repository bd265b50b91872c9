import type { BubbleActions } from "./bubbles";
import { Composer } from "./composer";
import { Connection, type Phase } from "./connection";
import { Conversation } from "./conversation";
import { dropAllKept } from "./keeping";
import { Log } from "./log";
import { closesItself } from "./menu";
import { freshId, Outbox } from "./outbox";
import type { Message } from "./protocol";
import { StatusLine } from "./status";
import { texts } from "./texts";

const NEUTRAL_PAGE = "https://www.wikipedia.org";

function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} #${id}`);
  return element;
}

const outbox = new Outbox();
const conversation = new Conversation();
const status = new StatusLine(part("status", HTMLElement));
let phase: Phase = "connecting";

const actions: BubbleActions = {
  choose({ id, title }) {
    send(title, id);
    rest();
  },
  retry(key) {
    outbox.mark(key, null);
    showOutbox();
    connection.flush();
    rest();
  },
  discard(key) {
    outbox.drop(key);
    conversation.withdraw(key);
    show();
    rest();
  },
};

const log = new Log(
  {
    log: part("log", HTMLElement),
    list: part("messages", HTMLElement),
    thinking: part("thinking", HTMLElement),
    pill: part("new-messages", HTMLButtonElement),
  },
  actions,
);

const composer = new Composer(
  {
    form: part("composer", HTMLFormElement),
    writing: part("writing", HTMLTextAreaElement),
    characters: part("characters", HTMLElement),
    tooLong: part("too-long", HTMLElement),
  },
  (text) => send(text, null),
);

const connection = new Connection(outbox, {
  phase(now) {
    phase = now;
    status.showPhase(now);
    show();
  },
  history(messages, first) {
    const fresh = messages.filter(take);
    if (first && messages.length > 0) log.showQuietly(conversation.entries(), reachable());
    else show();
    if (!first && fresh.some(({ author }) => author === "bot")) log.noteNew();
  },
  message(message) {
    const fresh = take(message);
    show();
    if (fresh && message.author === "bot") log.noteNew();
  },
  thinking: (on) => log.setThinking(on),
  taken(id, seq) {
    conversation.confirm(id, seq);
    show();
  },
  refused: () => showOutbox(),
  trouble: (message) => status.sayTrouble(message),
  gone() {
    conversation.clear();
    outbox.clear();
    composer.clear();
    show();
    status.sayErased();
  },
});

/** Whether what is sent now leaves at once. */
function reachable(): boolean {
  return phase === "ready" || phase === "connecting";
}

function show(): void {
  log.show(conversation.entries(), reachable());
}

function showOutbox(): void {
  for (const item of outbox.all()) conversation.send(item);
  show();
}

function take(message: Message): boolean {
  if (message.client_id !== null) outbox.drop(message.client_id);
  return conversation.receive(message);
}

function send(text: string, button: string | null): void {
  const item = { id: freshId(), text, button, at: new Date().toISOString(), refused: null };
  outbox.add(item);
  conversation.send(item);
  show();
  log.toEnd();
  connection.flush();
}

/** Where the focus goes when the button that had it is no more. */
function rest(): void {
  // On a touch screen the keyboard would cover half of what was just said.
  if (matchMedia("(pointer: coarse)").matches) log.focus();
  else composer.focus();
}

function leaveAtOnce(): void {
  document.body.replaceChildren();
  document.title = "";
  connection.stop();
  dropAllKept();
  location.replace(NEUTRAL_PAGE);
}

part("quick-exit", HTMLButtonElement).addEventListener("click", leaveAtOnce);
part("forget", HTMLButtonElement).addEventListener("click", () => {
  send(texts.forgetRequest, null);
  composer.focus();
});
part("new-messages", HTMLButtonElement).addEventListener("click", () => composer.focus());
closesItself(part("menu", HTMLDetailsElement));
showOutbox();
connection.start();
