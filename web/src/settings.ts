import { saveFile } from "./files";
import { button, freshName, make, withAttributes } from "./nodes";
import type { FillTab } from "./panel";
import { preferences } from "./preferences";
import { askToNotify } from "./reaching";
import type { Server } from "./server";
import { texts } from "./texts";

interface Settings {
  readonly country: string | null;
  readonly countries: readonly { readonly code: string; readonly name: string }[];
  readonly zone: string | null;
  readonly reminders: boolean | null;
  readonly quiet_from: number;
  readonly quiet_until: number;
}

type Option = readonly [value: string, title: string];

function choice(
  title: string,
  options: readonly Option[],
  value: string,
  changed: (value: string) => void,
): HTMLElement {
  const name = freshName("setting");
  const made = options.map(([each, words]) =>
    withAttributes(make("option", "", words), { value: each }),
  );
  const select = withAttributes(make("select", "", ...made), { id: name });
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  const label = withAttributes(make("label", "", title), { for: name });
  return make("p", "field-line", label, select);
}

function tick(
  title: string,
  on: boolean,
  changed: (on: boolean, box: HTMLInputElement) => void,
): HTMLElement {
  const box = withAttributes(make("input", ""), { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked, box));
  return make("p", "tick", make("label", "", box, make("span", "", title)));
}

function zones(known: string | null): readonly Option[] {
  const all = Intl.supportedValuesOf("timeZone");
  const listed = known === null || all.includes(known) ? all : [known, ...all];
  return listed.map((zone) => [zone, zone.replaceAll("_", " ")]);
}

const HOURS: readonly Option[] = Array.from({ length: 24 }, (_, hour) => [
  String(hour),
  `${String(hour).padStart(2, "0")}:00`,
]);

/** Where the person is, reminders, notifications, and what is kept; `forget` asks to be erased. */
export function fillSettings(server: Server, forget: () => void): FillTab {
  return async (place) => {
    const answer = await server.get<Settings>("/api/settings");
    if (!answer.ok) return false;
    const said = withAttributes(make("p", "said"), { role: "status" });
    const set = async (changes: Readonly<Record<string, unknown>>): Promise<void> => {
      const kept = await server.post("/api/settings", changes);
      said.textContent = kept.ok ? texts.settings.saved : texts.settings.notSaved;
    };
    place.append(
      ...wherePart(answer.content, set),
      ...remindersPart(answer.content, set, said),
      said,
      ...keptPart(server, forget),
    );
    return true;
  };
}

type Set = (changes: Readonly<Record<string, unknown>>) => Promise<void>;

function wherePart({ country, countries, zone }: Settings, set: Set): HTMLElement[] {
  const { settings } = texts;
  const named: readonly Option[] = countries.map(({ code, name }) => [code, name]);
  const options: readonly Option[] =
    country === null ? [["", settings.noCountry], ...named] : named;
  return [
    make("h3", "", settings.where),
    choice(settings.country, options, country ?? "", (chosen) => {
      if (chosen === "") return;
      preferences.set({ country: chosen });
      void set({ country: chosen });
    }),
    choice(settings.zone, zones(zone), zone ?? preferences.place().zone, (chosen) => {
      preferences.set({ zone: chosen });
      void set({ zone: chosen });
    }),
  ];
}

function remindersPart(
  { reminders, quiet_from, quiet_until }: Settings,
  set: Set,
  said: HTMLElement,
): HTMLElement[] {
  const { settings } = texts;
  const notify = async (on: boolean, box: HTMLInputElement): Promise<void> => {
    const allowed = on && (await askToNotify());
    preferences.set({ notify: allowed });
    box.checked = allowed;
    said.textContent = on && !allowed ? settings.notifyRefused : settings.saved;
  };
  return [
    make("h3", "", settings.reminders),
    tick(settings.remindersOn, reminders === true, (on) => void set({ reminders: on })),
    make(
      "div",
      "quiet-hours",
      choice(settings.quietFrom, HOURS, String(quiet_from), (hour) => {
        void set({ quiet_from: Number(hour) });
      }),
      choice(settings.quietUntil, HOURS, String(quiet_until), (hour) => {
        void set({ quiet_until: Number(hour) });
      }),
    ),
    tick(settings.notify, preferences.notify, (on, box) => void notify(on, box)),
  ];
}

function keptPart(server: Server, forget: () => void): HTMLElement[] {
  const { settings } = texts;
  const keep = async (): Promise<void> => {
    const content = await server.file("/api/export");
    if (content !== null) saveFile(content, "amends.json");
  };
  return [
    make("h3", "", settings.kept),
    make(
      "p",
      "files",
      withAttributes(button("", settings.download, () => void keep()), { id: "download" }),
      withAttributes(button("danger", settings.forget, forget), { id: "forget" }),
    ),
  ];
}
