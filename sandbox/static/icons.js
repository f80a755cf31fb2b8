// The line drawings of the page, 24 by 24, in the colour of the text beside them.

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-6.5z",
  clip: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.5-7.5",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  down: "M6 10l6 6 6-6",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
  lock: "M7 11h10v8H7zM9 11V8a3 3 0 0 1 6 0v3",
  muted: "M6 16h12l-1.5-2V10a4.5 4.5 0 0 0-8-2.8M4 4l16 16M10 19a2 2 0 0 0 4 0",
  link: "M9 7h8v8M17 7L7 17",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15 9.5v.01",
  voice: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  sticker: "M5 5h14v9l-5 5H5zM14 19v-5h5M9 9.5v.01M14 9.5v.01",
  location: "M12 21c-4-5-6-7.6-6-11a6 6 0 0 1 12 0c0 3.4-2 6-6 11zM12 10v.01",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-6 8-6s7 1 8 6",
  reply: "M10 6L4 12l6 6M4 12h9c4 0 6 2 7 6",
  copy: "M8 8h11v12H8zM5 16V4h11",
  edit: "M4 20l1-5L16 4l4 4L9 19z",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-4.5 3-6 6.5-6s5.9 1.5 6.5 6M16 4.5a3.3 3.3 0 0 1 0 6.2M18 14.5c2.2.7 3.3 2.5 3.5 5.5",
  plus: "M12 5v14M5 12h14",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.6 5.6l12.8 12.8",
  checks: "M2 12.5l4.5 4.5L15 8M11 16l1 1 9-9",
  leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  bot: "M6 9h12v9H6zM12 9V5M9.5 13v.01M14.5 13v.01M3.5 12v3M20.5 12v3",
  play: "M8 5l11 7-11 7z",
  command: "M15 4L9 20",
};

/** A line drawing, hidden from screen readers: its button carries the words. */
export function icon(name, extra = "") {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const path = document.createElementNS(ns, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name} ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
