import { make } from "./nodes";
import type { FillTab } from "./panel";
import type { Server } from "./server";
import { texts } from "./texts";

interface Step {
  readonly title: string;
  readonly description: string;
  readonly done_when: string;
  readonly state: "done" | "here" | "ahead";
}

interface Journey {
  readonly road: { readonly steps: readonly Step[] };
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

/** The seven steps and where the person is. */
export function fillRoad(server: Server): FillTab {
  return async (place) => {
    const answer = await server.get<Journey>("/api/journey");
    if (!answer.ok) return false;
    place.append(
      make("p", "quietly", texts.road.intro),
      make("ol", "steps", ...answer.content.road.steps.map(stepItem)),
    );
    return true;
  };
}
