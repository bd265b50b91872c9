import { AmendsChat } from "./element";
import { speak } from "./texts";

// A classic script knows where it came from only while it runs; in development it is a module.
const script = document.currentScript;
const origin =
  script instanceof HTMLScriptElement && script.src !== "" ? new URL(script.src).origin : undefined;

AmendsChat.home = origin ?? location.origin;
speak(document.querySelector("amends-chat")?.getAttribute("lang") ?? document.documentElement.lang);
if (customElements.get("amends-chat") === undefined) {
  customElements.define("amends-chat", AmendsChat);
}
