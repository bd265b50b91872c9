import { spokenMoment } from "./dates";
import type { Apology, Desk } from "./desk";
import { DraftCard } from "./draft";
import { freshName, make, withAttributes } from "./nodes";
import type { FillTab } from "./panel";
import { texts } from "./texts";

/** The newest apology with all its versions, older ones below. */
export function fillApologies(desk: Desk): FillTab {
  return async (place) => {
    if (!(await desk.refresh())) return false;
    const apologies = desk.all();
    if (apologies.length === 0) place.append(make("p", "quietly", texts.drafts.none));
    place.append(...apologies.map((apology) => apologyPart(apology, desk)));
    return true;
  };
}

function apologyPart(apology: Apology, desk: Desk): HTMLElement {
  const card = make("div", "words draft-card");
  const show = (text: string): void => {
    card.replaceChildren();
    new DraftCard(card, text, desk);
  };
  const [newest] = apology.versions;
  if (newest !== undefined) show(newest.text);
  const part = make("section", "apology");
  if (apology.about !== null) part.append(make("h3", "", apology.about));
  if (apology.versions.length > 1) part.append(...versionChoice(apology, show));
  part.append(make("div", "draft", card));
  return part;
}

function versionChoice(apology: Apology, show: (text: string) => void): HTMLElement[] {
  const name = freshName("version");
  const options = apology.versions.map(({ version, origin, at }) => {
    const told = `${version}: ${texts.draft.origins[origin]}, ${spokenMoment(at)}`;
    return withAttributes(make("option", "", told), { value: String(version) });
  });
  const choice = withAttributes(make("select", "", ...options), { id: name });
  choice.addEventListener("change", () => {
    const chosen = apology.versions.find(({ version }) => String(version) === choice.value);
    if (chosen !== undefined) show(chosen.text);
  });
  const label = withAttributes(make("label", "", texts.draft.versionsOf), { for: name });
  return [make("p", "field-line", label, choice)];
}
