import { spokenDate } from "./dates";
import { drawDays, type Result } from "./days";
import { saveFile } from "./files";
import { button, make } from "./nodes";
import type { FillTab } from "./panel";
import type { Server } from "./server";
import { texts } from "./texts";

const SHOWN_DAYS = 14;

interface Promised {
  readonly said: string;
  readonly status: keyof typeof texts.promises.statuses;
  readonly next: string | null;
  readonly until: string | null;
  readonly witness: string | null;
  readonly days: readonly { readonly day: string; readonly result: Result }[];
}

interface Record {
  readonly promises: readonly Promised[];
  readonly agreements: readonly { readonly asked: string; readonly agreed: string | null }[];
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function promiseItem({ said, status, next, until, witness, days }: Promised): HTMLLIElement {
  const state = make("span", `state ${status}`, texts.promises.statuses[status]);
  const item = make("li", "promise", make("p", "what", capital(said), " ", state));
  if (days.length > 0) {
    const results = days.map(({ result }) => result);
    const told = results.filter((result) => result !== null).length;
    const kept = results.filter((result) => result === "kept").length;
    item.append(
      make(
        "p",
        "kept",
        drawDays(results.slice(-SHOWN_DAYS)),
        make("span", "quietly", told > 0 ? texts.promises.told(kept, told) : ""),
      ),
    );
  }
  const lines = [
    next !== null && status === "active" ? texts.promises.next(spokenDate(next)) : "",
    until !== null ? texts.promises.until(spokenDate(until)) : "",
    witness !== null ? texts.promises.witness(witness) : "",
  ].filter((line) => line !== "");
  item.append(...lines.map((line) => make("p", "quietly", line)));
  return item;
}

/** What was promised and what came of it, as pictures, and as files. */
export function fillPromises(server: Server): FillTab {
  const keep = async (ending: string): Promise<void> => {
    const content = await server.file(`/api/record.${ending}`);
    if (content !== null) saveFile(content, `promises.${ending}`);
  };
  return async (place) => {
    const answer = await server.get<Record>("/api/record.json");
    if (!answer.ok) return false;
    const { promises, agreements } = answer.content;
    const shown = [...promises].reverse().filter(({ status }) => status !== "changed");
    shown.sort((one, other) => Number(other.status === "active") - Number(one.status === "active"));
    if (shown.length === 0) place.append(make("p", "quietly", texts.promises.none));
    else {
      place.append(
        make("ul", "promises", ...shown.map(promiseItem)),
        make(
          "p",
          "files",
          button("", texts.promises.calendar, () => void keep("ics")),
          button("", texts.promises.table, () => void keep("csv")),
        ),
      );
    }
    if (agreements.length === 0) return true;
    const asked = agreements.map((each) => {
      const item = make("li", "", capital(each.asked));
      if (each.agreed !== null) item.append(make("p", "quietly", each.agreed));
      return item;
    });
    place.append(make("h3", "", texts.promises.agreed), make("ul", "agreed", ...asked));
    return true;
  };
}
