const LONGEST_WAIT_MS = 10_000;

async function request(): Promise<boolean> {
  try {
    const answer = await fetch("/api/session", {
      method: "POST",
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    return answer.ok;
  } catch (error) {
    // No network, or no answer in time: the caller tries again later.
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

/**
 * Makes sure that the server knows this browser by its cookie; says whether it worked.
 *
 * One tab at a time: two that ask together would get two identities and only one could stay.
 */
export async function openSession(): Promise<boolean> {
  // Locks are missing where the page is served over plain http.
  if (!("locks" in navigator)) return request();
  return navigator.locks.request("amends-session", request);
}
