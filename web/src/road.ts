import { spokenDay } from "./dates";
import { button, make } from "./nodes";
import type { FillTab } from "./panel";
import type { Server } from "./server";
import { texts } from "./texts";

interface Step {
  readonly title: string;
  readonly description: string;
  readonly done_when: string;
  readonly state: "done" | "here" | "ahead";
}

interface Matter {
  readonly about: string;
  readonly at: string;
}

interface Journey {
  readonly road: { readonly steps: readonly Step[] };
  readonly matters: readonly Matter[];
}

function stepItem({ title, description, done_when, state }: Step): HTMLLIElement {
  const head = make("p", "step-title", title, make("span", "unseen", ", "));
  head.append(make("span", "step-state", texts.road.states[state]));
  const item = make("li", `step ${state}`, head);
  if (state === "here") {
    item.setAttribute("aria-current", "step");
    item.append(make("p", "", description), make("p", "quietly", done_when));
  }
  return item;
}

/** The seven steps and where the person is, and what they told; `goTo` leads to a moment. */
export function fillRoad(server: Server, goTo: (moment: string) => void): FillTab {
  return async (place) => {
    const answer = await server.get<Journey>("/api/journey");
    if (!answer.ok) return false;
    const { road, matters } = answer.content;
    place.append(
      make("p", "quietly", texts.road.intro),
      make("ol", "steps", ...road.steps.map(stepItem)),
    );
    if (matters.length === 0) return true;
    const told = matters.map(({ about, at }) => {
      const press = button("matter", about, () => goTo(at));
      press.append(
        make("span", "unseen", ", "),
        make("span", "quietly", spokenDay(at)),
        make("span", "unseen", texts.road.goTo),
      );
      return make("li", "", press);
    });
    place.append(make("h3", "", texts.road.matters), make("ul", "matters", ...told));
    return true;
  };
}
