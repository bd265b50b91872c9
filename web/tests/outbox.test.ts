import { beforeEach, describe, expect, it, vi } from "vitest";

import { freshId, Outbox, type Outgoing } from "../src/outbox";

function item(id: string): Outgoing {
  return { id, text: "words", button: null, at: "2024-05-01T10:00:00Z", refused: null };
}

function fakeStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (name) => values.get(name) ?? null,
    key: (index) => [...values.keys()][index] ?? null,
    removeItem: (name) => void values.delete(name),
    setItem: (name, value) => void values.set(name, value),
  };
}

beforeEach(() => {
  vi.stubGlobal("sessionStorage", fakeStorage());
});

describe("the outbox", () => {
  it("outlives a reload, ids and order included", () => {
    const before = new Outbox();
    before.add(item("a"));
    before.add(item("b"));
    expect(new Outbox().all()).toEqual([item("a"), item("b")]);
  });

  it("keeps no word once all is taken", () => {
    const outbox = new Outbox();
    outbox.add(item("a"));
    outbox.drop("a");
    expect(outbox.next()).toBeUndefined();
    expect(sessionStorage.length).toBe(0);
  });

  it("passes over what was refused until it may go out again", () => {
    const outbox = new Outbox();
    outbox.add(item("a"));
    outbox.add(item("b"));
    outbox.mark("a", "Too much at once.");
    expect(outbox.next()?.id).toBe("b");
    outbox.mark("a", null);
    expect(outbox.next()?.id).toBe("a");
  });

  it.each(["not json", '{"no": "list"}', '[{"id": 1}, null]'])("starts empty from %j", (stored) => {
    sessionStorage.setItem("amends.outbox", stored);
    expect(new Outbox().all()).toEqual([]);
  });

  it("works in memory where the browser refuses storage", () => {
    const refuse = (): never => {
      throw new DOMException("denied", "SecurityError");
    };
    vi.stubGlobal("sessionStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
    const outbox = new Outbox();
    outbox.add(item("a"));
    expect(outbox.next()?.id).toBe("a");
  });
});

it("gives every message a UUID of its own", () => {
  const ids = new Set(Array.from({ length: 1000 }, freshId));
  expect(ids.size).toBe(1000);
  for (const id of ids) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
});
