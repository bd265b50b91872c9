import { dropAllKept } from "./keeping";

const NEUTRAL_PAGE = "https://www.wikipedia.org";
const TWICE_WITHIN_MS = 700;

/** Leaves for a neutral site at once; nothing of this page is left to see, or to go back to. */
export function leaveAtOnce(): void {
  document.body.replaceChildren();
  document.title = "";
  dropAllKept();
  location.replace(NEUTRAL_PAGE);
}

/** Calls `leave` when Escape is pressed twice in a row, whatever has the focus. */
export function onEscapeTwice(leave: () => void, signal: AbortSignal): void {
  let last = Number.NEGATIVE_INFINITY;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") {
      last = Number.NEGATIVE_INFINITY;
    } else if (!event.repeat) {
      if (event.timeStamp - last < TWICE_WITHIN_MS) leave();
      last = event.timeStamp;
    }
  };
  window.addEventListener("keydown", onKey, { capture: true, signal });
}
