import { texts } from "./texts.ts";

/** The words of the pages themselves, filled into their markup by the build. */
export const pages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  page: {
    name: texts.page.name,
    description: texts.page.description,
    noScript: texts.page.noScript,
  },
  privacy: {
    title: "Privacy, and what this is not",
    back: "Back to the conversation",
    keptTitle: "What is kept",
    kept:
      "What you write, what the coach answers, your drafts, your promises, and that a safety check " +
      "fired, without its words. What you set goes with it: country, time zone, reminders, when the " +
      "coach speaks. It lies in one database, under a random number. There is no account, no name " +
      "and no e-mail address.",
    seenTitle: "Who sees it",
    seen:
      "Nothing is sent to any other company, unless you go on in Telegram, which can read what " +
      "is written there. No model or statistic is loaded from elsewhere. " +
      "Whoever runs this server could read the database. So could somebody who uses your phone or " +
      "your computer while the page is open there.",
    leaveTitle: "Leaving and erasing",
    leave:
      "Quick exit, or Escape pressed twice, clears the page and leaves for another site. It does " +
      "not clear your browser's history; a private window keeps none. “Forget me”, under Overview " +
      "and Settings, erases everything here. “Download what is kept” shows you all of it.",
    notTitle: "What this is not",
    not:
      "Amends is a program. It is not a person, not therapy, and not legal advice. It cannot know " +
      "the other person, and it promises nothing about what they will do. Nobody owes you " +
      "forgiveness.",
    stopTitle: "When it stops",
    stop:
      "Where somebody is in danger, has asked not to be contacted, or is being hurt or controlled, " +
      "it stops coaching and names people who can help. It can miss such a thing. If you or " +
      "someone else is in danger, call your local emergency number.",
  },
};
