/** Copies a text; false where the browser does not let the page do it. */
export async function copy(text: string): Promise<boolean> {
  // Absent on plain http, such as a page opened from another machine at home.
  if (!("clipboard" in navigator)) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
