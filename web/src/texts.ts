/** Every word that the page and the widget themselves say. */
const english = {
  page: {
    name: "Amends",
    tagline: "A coach for putting right what you did to someone.",
    description: "Work out what to say, and what to do, after breaking someone's trust.",
    skip: "Skip to writing",
    quickExit: "Quick exit",
    quickExitHint: "Leaves for another site at once and clears this page. Escape twice does the same.",
    overview: "Overview",
    conversation: "Conversation",
    newMessages: "New messages",
    yourMessage: "Your message",
    placeholder: "Write here",
    keys: "Enter sends. Shift and Enter start a new line.",
    send: "Send",
    footer:
      "Amends is not therapy and not a person. In an emergency, call your local emergency number.",
    privacy: "Privacy, and what this is not",
    noScript: "This page needs JavaScript. Please switch it on and load the page again.",
  },
  launcher: {
    open: "Talk with Amends",
    close: "Close Amends",
    leave: "Close",
    unread: (count: number): string =>
      count === 1 ? "1 new message" : `${count} new messages`,
  },
  notification: { title: "There is a new message", body: "Open the page to read it." },
  forgetRequest: "forget everything about me",
  author: { bot: "Amends", person: "You" },
  voices: {
    partner: "The other person, played",
    feedback: "Your coach",
    reminder: "As you asked: a reminder",
  },
  rehearsal: {
    curve: (label: string, turns: number): string =>
      turns === 1 ? `${label}, drawn over 1 turn` : `${label}, drawn over ${turns} turns`,
  },
  chosen: (title: string): string => `${title}, chosen`,
  delivery: {
    pending: "Sending…",
    waiting: "Kept here. It is sent when the connection is back.",
    retry: "Send again",
    discard: "Remove",
  },
  draft: {
    title: "Draft",
    version: (version: number, all: number): string => `Version ${version} of ${all}`,
    versionsOf: "Version",
    origins: {
      composed: "from your words",
      revised: "changed as you asked",
      pasted: "in your own hand",
    },
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Select it and copy by hand",
    edit: "Edit",
    yourText: "Your text",
    save: "Keep this version",
    cancel: "Leave it as it was",
    saved: "Kept as a new version",
    notSaved: "This could not be kept just now. Your text is still here.",
    talkFirst: "Let's talk about this first. I have put it into the conversation.",
    download: "Download",
    downloadAs: (ending: string): string => `Download as .${ending}`,
    fileName: "apology",
    faults: (count: number): string =>
      count === 1
        ? "One thing may land badly. It is underlined: tap it to see why."
        : `${count} things may land badly. They are underlined: tap one to see why.`,
    fault: "may land badly",
    instead: "Instead: ",
    missing: (count: number): string =>
      count === 1 ? "One thing it could still say" : `${count} things it could still say`,
  },
  help: {
    title: "People who can help",
    newTab: " (opens in a new tab)",
  },
  record: {
    days: (kept: number, missed: number, untold: number): string =>
      `${kept} kept, ${missed} missed, ${untold} not told, the oldest first`,
    kept: "kept",
    missed: "missed",
    untold: "not told",
  },
  overview: {
    title: "Overview",
    close: "Close",
    tabs: {
      road: "Steps",
      draft: "Draft",
      promises: "Promises",
      practice: "Practice",
      past: "History",
      settings: "Settings",
    },
    loading: "One moment…",
    failed: "This cannot be shown just now.",
    again: "Try again",
  },
  road: {
    intro: "A map, not a march: any step can come first.",
    states: { done: "done", here: "you are here", ahead: "not yet" },
  },
  drafts: {
    none: "There is no draft yet. Tell what happened, and one is put together from your words.",
  },
  promises: {
    none: "No promise yet. A small one with a day is enough.",
    statuses: {
      proposed: "not settled",
      active: "open",
      kept: "kept",
      missed: "missed",
      changed: "changed",
      dropped: "let go",
    },
    next: (day: string): string => `Next: ${day}`,
    until: (day: string): string => `Until ${day}`,
    told: (kept: number, told: number): string => `Kept ${kept} of ${told}`,
    witness: (words: string): string => `How it will show: ${words}`,
    agreed: "What was asked of you",
    calendar: "For your calendar (.ics)",
    table: "As a table (.csv)",
  },
  practice: {
    none: "Nothing practised yet. Say “I want to practise” and choose who answers.",
    levels: { gentle: "Gentle", real: "True to life", hard: "Hard" },
    endings: {
      heard: "they heard you",
      left: "they left",
      stopped: "you stopped",
      running: "not ended",
    },
    nearness: "How near you came",
    helped: (words: string): string => `Helped: ${words}`,
    cost: (words: string): string => `Cost: ${words}`,
    practise: (words: string): string => `Next time: ${words}`,
    style: "When the coach speaks",
    styles: {
      each: "after every turn",
      matters: "only when it matters",
      end: "only at the end",
    },
  },
  past: {
    title: "Past conversations",
    none: "Nothing told yet. Each thing that you talk through will stand here, to be read again.",
    ownText: "A text of your own",
    began: (day: string): string => `Began ${day}`,
    last: (day: string): string => `last spoken of ${day}`,
    told: "told",
    drafts: (count: number): string => (count === 1 ? "draft" : `draft, ${count} versions`),
    promises: (count: number): string => (count === 1 ? "promise" : `${count} promises`),
    practised: (count: number): string => (count === 1 ? "practised" : `practised ${count} times`),
    here: "you are in this one",
    stopped: "rests",
    read: "Read it again",
    goOn: "Go on with this",
    named: (title: string, about: string): string => `${title}: ${about}`,
    back: "All past conversations",
    search: "Search in it",
    found: (count: number): string =>
      count === 0 ? "Nothing found." : count === 1 ? "1 found." : `${count} found.`,
    cut: "What was said before this is left out here.",
    nothing: "Nothing of it is kept any more.",
    notNow: "This cannot be gone on with just now.",
  },
  settings: {
    where: "Where you are",
    country: "Country, for the right helplines",
    otherCountry: "Another country",
    asBrowser: (what: string): string =>
      what === "" ? "As my browser says" : `${what}, as my browser says`,
    zone: "Time zone, so that a day is your day",
    practice: "Practice",
    style: "When the coach speaks, in every new rehearsal",
    reminders: "Reminders",
    remindersOn: "Remind me of what I promised",
    quietFrom: "Quiet from",
    quietUntil: "until",
    notify: "Tell me in this browser when something new is here (without its words)",
    notifyRefused: "Your browser does not allow it. You can change that in its settings.",
    kept: "What is kept",
    download: "Download what is kept",
    forget: "Forget me",
    saved: "Set.",
    notSaved: "This could not be set just now.",
  },
  telegram: {
    title: "Telegram",
    about:
      "The same conversation in a chat with a bot. Telegram can read what is written there; this page is the more private way.",
    goOn: "Go on in Telegram",
    open: (bot: string): string => `Open ${bot} in Telegram`,
    type: (bot: string): string => `Or write this to ${bot}, as it stands:`,
    holds: (time: string): string => `It works once, until ${time}. Show it to nobody.`,
    ended: "That code has ended. You can make a new one.",
    away: "Telegram cannot be reached just now. Try again in a while.",
    linked:
      "This conversation goes on in Telegram too. Each answer comes where you ask, and reminders come to both.",
    part: "Only here again",
    parted:
      "It goes on only here. What stands in the chat is with Telegram until you delete the chat.",
  },
  length: {
    left: (count: number): string =>
      count === 1 ? "1 character left" : `${count} characters left`,
    over: (count: number): string =>
      count === 1 ? "1 character too many" : `${count} characters too many`,
    tooLong: (limit: number): string =>
      `A message can hold ${limit} characters. Please shorten this one, or send it in two parts.`,
  },
  status: {
    connecting: "Connecting…",
    offline: "You are offline. What you send is kept here and goes out when you are back.",
    reconnecting: "The connection was lost. Trying again… What you send is kept here until then.",
    unavailable: "Amends does not answer at the moment. Trying again…",
    back: "Connected again.",
    erased: "Everything was erased. This is a new conversation.",
  },
};

export type Texts = typeof english;

/** The tables there are, by language; a new one has all that English has. */
export const languages: Readonly<Record<string, Texts>> = { en: english };

/** The table in use. A document speaks one language. */
export let texts: Texts = english;

/** Speaks the language of a `lang` attribute, English where there is no table for it. */
export function speak(lang: string): void {
  texts = languages[lang] ?? languages[lang.split("-")[0] ?? ""] ?? english;
}
