/** The page's one door to the server: JSON calls and the socket. */

/** An answer of HTTP 4xx or 5xx, with the server's own word for it in `.code`. */
export class ApiError extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(0, "offline");
  }
  const text = await response.text();
  let answer;
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    answer = { error: text.slice(0, 200) };
  }
  if (!response.ok) throw new ApiError(response.status, answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** GET a page path, for example `state?user=U0ANALYST`. */
export function get(path) {
  return call(`/page/${path}`, { headers: { Accept: "application/json" } });
}

/** POST a JSON body to a page path. */
export function post(path, body) {
  return call(`/page/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * Listen to the server as one person; reconnects by itself, with growing waits.
 * `onEvent(object)` gets each event, `onState("open" | "lost")` tells of the connection. Returns a function that ends it.
 */
export function listen(user, onEvent, onState) {
  let socket = null;
  let wait = 500;
  let ended = false;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/page/socket?user=${encodeURIComponent(user)}`);
    socket.addEventListener("open", () => {
      wait = 500;
      onState("open");
    });
    socket.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (ended) return;
      onState("lost");
      setTimeout(() => ended || connect(), wait);
      wait = Math.min(wait * 2, 8000);
    });
  };
  connect();
  return () => {
    ended = true;
    socket.close();
  };
}
