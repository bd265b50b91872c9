import { button, freshName, make, withAttributes } from "./nodes";
import { texts } from "./texts";

export type TabName = keyof typeof texts.overview.tabs;

/** What a tab shows: fetches, builds, and says whether it could. */
export type FillTab = (place: HTMLElement) => Promise<boolean>;

/** What is not filled anew under somebody's eyes: they set something there, or read. */
const STAYS: ReadonlySet<TabName> = new Set(["settings", "past"]);

interface Tab {
  readonly name: TabName;
  readonly handle: HTMLButtonElement;
  readonly page: HTMLElement;
  readonly fill: FillTab;
}

/** The overview beside the conversation, in tabs; asks the server only while it is open. */
export class Panel {
  readonly element: HTMLElement;
  private readonly tabs: readonly Tab[];
  private current: Tab;
  private round = 0;

  /**
   * @param fillers What fills each tab, in their order.
   * @param closed Called when the person closes it.
   */
  constructor(
    fillers: Readonly<Record<TabName, FillTab>>,
    private readonly closed: () => void,
  ) {
    this.tabs = Object.entries(fillers).map(([name, fill]) => this.makeTab(name as TabName, fill));
    const [first] = this.tabs;
    if (first === undefined) throw new Error("an overview without tabs");
    this.current = first;
    const handles = this.tabs.map(({ handle }) => handle);
    const list = withAttributes(make("div", "tabs", ...handles), {
      role: "tablist",
      "aria-label": texts.overview.title,
    });
    const close = button("close", texts.overview.close, () => this.close());
    this.element = withAttributes(
      make(
        "section",
        "panel",
        make("div", "panel-head", make("h2", "", texts.overview.title), close),
        list,
        ...this.tabs.map(({ page }) => page),
      ),
      { id: "overview", "aria-label": texts.overview.title },
    );
    this.element.hidden = true;
    list.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    this.mark();
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    this.element.hidden = false;
    void this.fill();
    this.current.handle.focus();
  }

  close(): void {
    this.element.hidden = true;
    this.closed();
  }

  /** What it shows may have changed. */
  refresh(): void {
    if (this.isOpen && !STAYS.has(this.current.name) && !this.isInUse()) void this.fill();
  }

  /** Empties every tab: what it showed is not to be seen any more. */
  clear(): void {
    this.round += 1;
    for (const { page } of this.tabs) page.replaceChildren();
  }

  private isInUse(): boolean {
    const root = this.element.getRootNode() as Document | ShadowRoot;
    return this.current.page.contains(root.activeElement);
  }

  private makeTab(name: TabName, fill: FillTab): Tab {
    const [handleId, pageId] = [freshName("tab"), freshName("page")];
    const handle = withAttributes(button("tab", texts.overview.tabs[name], () => this.go(tab)), {
      role: "tab",
      id: handleId,
      "aria-controls": pageId,
    });
    const page = withAttributes(make("div", `tab-page of-${name}`), {
      role: "tabpanel",
      id: pageId,
      "aria-labelledby": handleId,
      tabindex: "0",
    });
    const tab = { name, handle, page, fill };
    return tab;
  }

  private go(tab: Tab): void {
    this.current = tab;
    this.mark();
    void this.fill();
  }

  private mark(): void {
    for (const tab of this.tabs) {
      const here = tab === this.current;
      tab.handle.setAttribute("aria-selected", String(here));
      tab.handle.tabIndex = here ? 0 : -1;
      tab.page.hidden = !here;
    }
  }

  private async fill(): Promise<void> {
    const { fill, page } = this.current;
    this.round += 1;
    const round = this.round;
    if (page.childElementCount === 0) page.replaceChildren(make("p", "quietly", texts.overview.loading));
    const fresh = make("div", "");
    const could = await fill(fresh);
    if (round !== this.round) return;
    if (could) page.replaceChildren(...fresh.childNodes);
    else {
      const again = button("", texts.overview.again, () => void this.fill());
      page.replaceChildren(make("p", "quietly", texts.overview.failed), again);
    }
  }

  private onKey(event: KeyboardEvent): void {
    const here = this.tabs.indexOf(this.current);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const end = { Home: 0, End: this.tabs.length - 1 }[event.key];
    const place = step === undefined ? end : (here + step + this.tabs.length) % this.tabs.length;
    const tab = place === undefined ? undefined : this.tabs[place];
    if (tab === undefined) return;
    event.preventDefault();
    this.go(tab);
    tab.handle.focus();
  }
}
