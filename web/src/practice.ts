import { drawCurve } from "./curve";
import { spokenMoment } from "./dates";
import { choice, styles } from "./fields";
import { make } from "./nodes";
import type { FillTab } from "./panel";
import type { Server } from "./server";
import { texts } from "./texts";

const MOST = 10;

interface Rehearsal {
  readonly id: string;
  readonly partner: string;
  readonly at: string;
  readonly level: keyof typeof texts.practice.levels;
  readonly style: keyof typeof texts.practice.styles;
  readonly ended: Exclude<keyof typeof texts.practice.endings, "running"> | null;
  readonly curve: readonly number[];
  readonly helped: string;
  readonly cost: string;
  readonly practise: string;
}

/** The rehearsals, each with its curve; in one that runs, when the coach speaks can be set. */
export function fillPractice(server: Server): FillTab {
  const setStyle = (id: string, style: string): void => {
    void server.post(`/api/rehearsals/${id}`, { style });
  };
  return async (place) => {
    const answer = await server.get<{ rehearsals: Rehearsal[] }>("/api/rehearsals");
    if (!answer.ok) return false;
    const { rehearsals } = answer.content;
    if (rehearsals.length === 0) place.append(make("p", "quietly", texts.practice.none));
    place.append(...rehearsals.map((rehearsal) => rehearsalPart(rehearsal, setStyle)));
    return true;
  };
}

function rehearsalPart(
  rehearsal: Rehearsal,
  setStyle: (id: string, style: string) => void,
): HTMLElement {
  const { id, partner, at, level, style, ended, curve, helped, cost, practise } = rehearsal;
  const { practice } = texts;
  const about = [practice.levels[level], practice.endings[ended ?? "running"], spokenMoment(at)];
  const part = make(
    "section",
    "rehearsal",
    make("h3", "", partner),
    make("p", "quietly", about.join(", ")),
    drawCurve(curve, texts.rehearsal.curve(practice.nearness, curve.length - 1), MOST),
    make("p", "curve-label", practice.nearness),
  );
  if (helped !== "") part.append(make("p", "", practice.helped(helped)));
  if (cost !== "") part.append(make("p", "", practice.cost(cost)));
  part.append(
    ended === null
      ? choice(practice.style, styles(), style, (chosen) => setStyle(id, chosen))
      : make("p", "", practice.practise(practise)),
  );
  return part;
}
