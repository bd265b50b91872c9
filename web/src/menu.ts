/** Closes a menu made of `<details>` as people expect: Escape, a click elsewhere, a choice. */
export function closesItself(menu: HTMLDetailsElement): void {
  document.addEventListener("click", ({ target }) => {
    const inside = target instanceof Element && menu.contains(target);
    if (!inside || target.closest("li") !== null) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
