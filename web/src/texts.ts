/** Every word that the page itself says. `page` is also filled into index.html by the build. */
export const texts = {
  page: {
    name: "Amends",
    tagline: "A coach for putting right what you did to someone.",
    description: "Work out what to say, and what to do, after breaking someone's trust.",
    skip: "Skip to writing",
    quickExit: "Quick exit",
    quickExitHint: "Leaves for another site at once and clears this page",
    menu: "Menu",
    download: "Download what is kept",
    forget: "Forget me",
    conversation: "Conversation",
    newMessages: "New messages",
    yourMessage: "Your message",
    placeholder: "Write here",
    keys: "Enter sends. Shift and Enter start a new line.",
    send: "Send",
    footer:
      "Amends is not therapy and not a person. In an emergency, call your local emergency number.",
    noScript: "This page needs JavaScript. Please switch it on and load the page again.",
  },
  forgetRequest: "forget everything about me",
  author: { bot: "Amends", person: "You" },
  rehearsal: {
    voices: { partner: "The other person, played", feedback: "Your coach" },
    curve: (label: string, turns: number): string => `${label}, drawn over ${turns} turns`,
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
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Select it and copy by hand",
    download: "Download .txt",
    fileName: "draft.txt",
  },
  help: {
    title: "People who can help",
    newTab: " (opens in a new tab)",
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
} as const;
