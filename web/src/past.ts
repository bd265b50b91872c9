import type { BubbleActions } from "./bubbles";
import { spokenDay } from "./dates";
import { button, make, withAttributes } from "./nodes";
import { freshId } from "./outbox";
import type { FillTab } from "./panel";
import { readAgain, type Read } from "./reading";
import type { Server } from "./server";
import { texts } from "./texts";

/** A conversation about one matter. */
interface Matter {
  readonly id: string;
  /** In the person's words; null where they only brought a text. */
  readonly about: string | null;
  readonly began: string;
  readonly last: string;
  readonly drafts: number;
  readonly promises: number;
  readonly practised: number;
  readonly stopped: boolean;
  /** The conversation is about this one now. */
  readonly here: boolean;
  readonly can_go_on: boolean;
}

/** The conversations about each matter: how far each came, read again, gone on with. */
export function fillPast(server: Server, actions: BubbleActions, goneOn: () => void): FillTab {
  return async (place) => {
    const answer = await server.get<{ matters: Matter[] }>("/api/matters");
    if (!answer.ok) return false;
    place.append(new Past(server, actions, goneOn, answer.content.matters).element);
    return true;
  };
}

class Past {
  readonly element = make("div", "past");
  private readonly said = withAttributes(make("p", "said"), { role: "status" });
  private readonly list: HTMLElement;
  private isGoingOn = false;

  constructor(
    private readonly server: Server,
    private readonly actions: BubbleActions,
    private readonly goneOn: () => void,
    matters: readonly Matter[],
  ) {
    const { past } = texts;
    this.list = make(
      "div",
      "",
      make("h3", "", past.title),
      matters.length === 0
        ? make("p", "quietly", past.none)
        : make("ul", "matters", ...matters.map((matter) => this.item(matter))),
    );
    this.element.append(this.list, this.said);
  }

  private item(matter: Matter): HTMLLIElement {
    const { past } = texts;
    const [began, last] = [spokenDay(matter.began), spokenDay(matter.last)];
    const days = last === began ? past.began(began) : `${past.began(began)}, ${past.last(last)}`;
    const read = button("", past.read, () => void this.read(matter, read));
    return make(
      "li",
      "matter",
      make("p", "what", heading(matter)),
      make("p", "quietly", days),
      make("ul", "marks", ...marksOf(matter)),
      make("p", "files", named(read, matter), ...this.wayOn(matter)),
    );
  }

  private wayOn(matter: Matter): HTMLElement[] {
    if (!matter.can_go_on) return [];
    const press = button("", texts.past.goOn, () => void this.goOn(matter, press));
    return [named(press, matter)];
  }

  private async goOn({ id }: Matter, press: HTMLButtonElement): Promise<void> {
    if (this.isGoingOn) return;
    this.isGoingOn = true;
    press.setAttribute("aria-disabled", "true");
    const answer = await this.server.post(`/api/matters/${id}`, { id: freshId() });
    this.isGoingOn = false;
    press.removeAttribute("aria-disabled");
    if (answer.ok) this.goneOn();
    else this.say(answer.message === "" ? texts.past.notNow : answer.message);
  }

  private async read(matter: Matter, from: HTMLElement): Promise<void> {
    const answer = await this.server.get<Read>(`/api/matters/${matter.id}`);
    if (!answer.ok) {
      this.say(texts.overview.failed);
      return;
    }
    const back = button("", texts.past.back, () => {
      this.element.replaceChildren(this.list, this.said);
      from.focus();
    });
    const title = withAttributes(make("h3", "", heading(matter)), { tabindex: "-1" });
    this.said.textContent = "";
    this.element.replaceChildren(
      make("p", "files", back, ...this.wayOn(matter)),
      title,
      ...readAgain(answer.content, this.actions),
      this.said,
    );
    this.element.parentElement?.scrollTo(0, 0);
    title.focus({ preventScroll: true });
  }

  private say(words: string): void {
    this.said.textContent = words;
    this.said.scrollIntoView({ block: "nearest" });
  }
}

function heading({ about }: Matter): string {
  return about ?? texts.past.ownText;
}

/** Several buttons say the same: to who only hears them, each says of what. */
function named(press: HTMLButtonElement, matter: Matter): HTMLButtonElement {
  const name = texts.past.named(press.textContent ?? "", heading(matter));
  return withAttributes(press, { "aria-label": name });
}

function marksOf({ drafts, promises, practised, stopped, here }: Matter): HTMLElement[] {
  const { past } = texts;
  const came = [
    ...(drafts > 0 ? [past.drafts(drafts)] : []),
    ...(promises > 0 ? [past.promises(promises)] : []),
    ...(practised > 0 ? [past.practised(practised)] : []),
  ];
  const marks = (came.length > 0 ? came : [past.told]).map((words) => make("li", "state", words));
  if (stopped) marks.push(make("li", "state stopped", past.stopped));
  else if (here) marks.push(make("li", "state active", past.here));
  return marks;
}
