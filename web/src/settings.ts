import { browserZone } from "./dates";
import { choice, styles, tick, type Option } from "./fields";
import { saveFile } from "./files";
import { button, make, withAttributes } from "./nodes";
import type { FillTab } from "./panel";
import { preferences } from "./preferences";
import { askToNotify } from "./reaching";
import type { Server } from "./server";
import { telegramPart } from "./telegram";
import { texts } from "./texts";

/** How it is set; null for what the person did not set. */
interface Settings {
  readonly country: string | null;
  readonly guessed_country: string | null;
  readonly countries: readonly { readonly code: string; readonly name: string }[];
  readonly zone: string | null;
  readonly feedback: string;
  readonly reminders: boolean | null;
  readonly quiet_from: number;
  readonly quiet_until: number;
  /** Null where there is no bot. */
  readonly telegram: { readonly linked: boolean } | null;
}

const OTHER = "OTHER";

function zones(known: string | null): readonly Option[] {
  const all = Intl.supportedValuesOf("timeZone");
  const listed = known === null || all.includes(known) ? all : [known, ...all];
  return listed.map((zone) => [zone, spoken(zone)]);
}

function spoken(zone: string): string {
  return zone.replaceAll("_", " ");
}

const HOURS: readonly Option[] = Array.from({ length: 24 }, (_, hour) => [
  String(hour),
  `${String(hour).padStart(2, "0")}:00`,
]);

/** What the settings ask of what stands around them. */
export interface SettingsActions {
  /** Asks to be erased. */
  forget(): void;
  /** The time zone is another one now; null for the browser's. */
  zone(zone: string | null): void;
}

/** Where the person is, practice, reminders, notifications, Telegram, and what is kept. */
export function fillSettings(server: Server, actions: SettingsActions): FillTab {
  return async (place) => {
    const answer = await server.get<Settings>("/api/settings");
    if (!answer.ok) return false;
    const said = withAttributes(make("p", "said"), { role: "status" });
    const set = async (changes: Readonly<Record<string, unknown>>): Promise<boolean> => {
      const kept = await server.post("/api/settings", changes);
      said.textContent = kept.ok ? texts.settings.saved : texts.settings.notSaved;
      return kept.ok;
    };
    const { telegram } = answer.content;
    place.append(
      ...wherePart(answer.content, set, actions),
      ...practicePart(answer.content, set),
      ...remindersPart(answer.content, set, said),
      said,
      ...(telegram === null ? [] : telegramPart(server, telegram.linked)),
      ...keptPart(server, () => actions.forget()),
    );
    return true;
  };
}

type Set = (changes: Readonly<Record<string, unknown>>) => Promise<boolean>;

function wherePart(
  { country, guessed_country, countries, zone }: Settings,
  set: Set,
  actions: SettingsActions,
): HTMLElement[] {
  const { settings } = texts;
  const guessed = countries.find(({ code }) => code === guessed_country)?.name ?? "";
  const setZone = async (chosen: string | null): Promise<void> => {
    if (await set({ zone: chosen })) actions.zone(chosen);
  };
  return [
    make("h3", "", settings.where),
    choice(
      settings.country,
      [
        ["", settings.asBrowser(guessed)],
        ...countries.map(({ code, name }): Option => [code, name]),
        [OTHER, settings.otherCountry],
      ],
      country ?? "",
      (chosen) => void set({ country: chosen === "" ? null : chosen }),
    ),
    choice(
      settings.zone,
      [["", settings.asBrowser(spoken(browserZone()))], ...zones(zone)],
      zone ?? "",
      (chosen) => void setZone(chosen === "" ? null : chosen),
    ),
  ];
}

function practicePart({ feedback }: Settings, set: Set): HTMLElement[] {
  const { settings } = texts;
  return [
    make("h3", "", settings.practice),
    choice(settings.style, styles(), feedback, (chosen) => void set({ feedback: chosen })),
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
    preferences.notify = allowed;
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
