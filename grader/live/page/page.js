"use strict";
const board = document.getElementById("board");
const state = document.getElementById("state");

/** Say each time as it is here, and how long ago it was. */
function times() {
  for (const time of board.querySelectorAll("time")) {
    const then = new Date(time.dateTime);
    const minutes = Math.max(0, Math.floor((Date.now() - then) / 60000));
    const ago = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    time.textContent = `${then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })} (${ago})`;
  }
}

/** Put the new board in place; what is open stays open, and what has the focus keeps it. */
function show(html) {
  const open = [...board.querySelectorAll("details[open]")].map((one) => one.id);
  const focused = document.activeElement;
  const key = focused?.closest("details")?.id ?? focused?.id;
  const scrolled = board.querySelector(".scroll")?.scrollLeft ?? 0;
  board.innerHTML = html; // the server has escaped every text, and the policy lets nothing inline run
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const place = key && document.getElementById(key);
  if (place) (place.querySelector("summary") ?? place).focus({ preventScroll: true });
  if (board.querySelector(".scroll")) board.querySelector(".scroll").scrollLeft = scrolled;
  times();
}

const source = new EventSource("events");
source.addEventListener("board", (event) => {
  show(JSON.parse(event.data));
  state.className = "";
  state.textContent = `Live. Last change ${new Date().toLocaleTimeString()}.`;
});
source.addEventListener("error", () => {
  state.className = "off";
  state.textContent = "Not connected: grade insight --serve has ended. The page shows what was known then.";
});
setInterval(times, 15000);
times();
