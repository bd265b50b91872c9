import { beforeEach, describe, expect, it } from "vitest";

import { chosenButtons, Conversation, openQuestion } from "../src/conversation";
import type { Outgoing } from "../src/outbox";
import type { Message } from "../src/protocol";

function bot(seq: number, text: string, ...buttons: string[]): Message {
  return {
    seq,
    author: "bot",
    text,
    buttons: buttons.map((id) => ({ id, title: id })),
    kind: "text",
    at: "2024-05-01T10:00:00+00:00",
    client_id: null,
    chosen: null,
  };
}

function person(seq: number, text: string, client_id: string | null): Message {
  return { ...bot(seq, text), author: "person", client_id };
}

function sent(id: string, button: string | null = null): Outgoing {
  return { id, text: `text of ${id}`, button, at: "2024-05-01T10:00:00Z", refused: null };
}

let conversation: Conversation;
const lines = () => conversation.entries().map(({ text }) => text);

beforeEach(() => {
  conversation = new Conversation();
});

describe("each message once", () => {
  it("when the server sends it twice", () => {
    expect(conversation.receive(bot(1, "hello"))).toBe(true);
    expect(conversation.receive(bot(1, "hello"))).toBe(false);
    expect(lines()).toEqual(["hello"]);
  });

  it("when the server's copy comes before its word that it was taken", () => {
    conversation.send(sent("a"));
    conversation.receive(person(2, "text of a", "a"));
    conversation.confirm("a", 2);
    expect(lines()).toEqual(["text of a"]);
  });

  it("when the server's copy comes after it", () => {
    conversation.send(sent("a"));
    conversation.confirm("a", 2);
    conversation.receive(person(2, "text of a", "a"));
    expect(lines()).toEqual(["text of a"]);
  });

  it("when the server's copy does not carry its id", () => {
    conversation.send(sent("a"));
    conversation.receive(person(2, "text of a", null));
    conversation.confirm("a", 2);
    expect(lines()).toEqual(["text of a"]);
  });
});

describe("order", () => {
  it("is the server's, whatever comes first", () => {
    conversation.receive(bot(3, "three"));
    conversation.receive(bot(1, "one"));
    conversation.receive(person(2, "two", "other-tab"));
    expect(lines()).toEqual(["one", "two", "three"]);
  });

  it("has what is on its way at the end, as it was sent", () => {
    conversation.send(sent("a"));
    conversation.send(sent("b"));
    conversation.receive(bot(1, "one"));
    expect(lines()).toEqual(["one", "text of a", "text of b"]);
  });
});

describe("buttons", () => {
  it("work under the last question, also when something without buttons follows", () => {
    conversation.receive(bot(1, "old?", "x"));
    conversation.receive(bot(2, "new?", "y"));
    conversation.receive(bot(3, "by the way"));
    expect(openQuestion(conversation.entries())?.text).toBe("new?");
  });

  it("stop working once the person has answered in words", () => {
    conversation.receive(bot(1, "well?", "x"));
    conversation.send(sent("a"));
    expect(openQuestion(conversation.entries())).toBeUndefined();
  });

  it("work again when the server refused the answer", () => {
    conversation.receive(bot(1, "well?", "x"));
    conversation.send({ ...sent("a", "x"), refused: "Please wait a moment." });
    expect(openQuestion(conversation.entries())?.text).toBe("well?");
    expect(chosenButtons(conversation.entries()).size).toBe(0);
  });

  it("show what was chosen as soon as it is pressed, and after the server has it", () => {
    conversation.receive(bot(1, "well?", "x", "y"));
    conversation.send(sent("a", "y"));
    expect([...chosenButtons(conversation.entries())]).toEqual([["seq-1", "y"]]);
    conversation.receive(person(2, "y", "a"));
    expect([...chosenButtons(conversation.entries())]).toEqual([["seq-1", "y"]]);
  });

  it("show what was chosen in another tab", () => {
    conversation.receive(bot(1, "well?", "x", "y"));
    conversation.receive({ ...bot(1, "well?", "x", "y"), chosen: "x" });
    expect([...chosenButtons(conversation.entries())]).toEqual([["seq-1", "x"]]);
    expect(openQuestion(conversation.entries())).toBeUndefined();
  });

  it("that are asked again are not taken for answered", () => {
    conversation.receive(bot(1, "well?", "yes", "no"));
    conversation.send(sent("a", "yes"));
    conversation.confirm("a", 2);
    conversation.receive(bot(3, "and this?", "yes", "no"));
    expect([...chosenButtons(conversation.entries())]).toEqual([["seq-1", "yes"]]);
    expect(openQuestion(conversation.entries())?.text).toBe("and this?");
  });
});
