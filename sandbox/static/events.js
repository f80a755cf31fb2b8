// The server's stream of events, opened anew whenever it breaks.

const RETRY_MS = 1000;

/** `on` has change(data), toast(data), alert(data), typing(data), clock(data), up() and down(). */
export function listen(on) {
  const source = new EventSource("/control/events");
  for (const name of ["change", "toast", "alert", "typing", "clock"]) {
    source.addEventListener(name, (event) => on[name](event.data ? JSON.parse(event.data) : {}));
  }
  source.addEventListener("open", () => on.up());
  source.addEventListener("error", () => {
    on.down();
    source.close();
    setTimeout(() => listen(on), RETRY_MS);
  });
}
