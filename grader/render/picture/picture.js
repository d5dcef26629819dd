"use strict";
(() => {
  const all = (root, query) => [...root.querySelectorAll(query)];
  const scenes = all(document, ".scene");
  const bar = document.querySelector(".bar");
  if (!scenes.length) return;
  const caption = bar.querySelector(".caption"), slider = bar.querySelector("input"), count = bar.querySelector("output");
  const source = document.querySelector(".source ol");
  let scene = null, steps = [], now = 0;

  const x = (step) => ((step + 0.6) * 100) / (steps.length + 0.2) + "%";
  const within = (box, item) => {
    const top = item.offsetTop - box.offsetTop;
    if (top < box.scrollTop + 30 || top > box.scrollTop + box.clientHeight - 60)
      box.scrollTop = top - box.clientHeight / 3;
  };

  function place(step, said = true) {
    if (!steps.length) return;
    now = Math.max(0, Math.min(step, steps.length - 1));
    const event = steps[now], row = +event.dataset.row;
    steps.forEach((one, n) => {
      one.classList.toggle("later", n > now);
      if (n === now) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    });
    all(scene, ".time .mark").forEach((mark) => mark.classList.toggle("current", +mark.dataset.step === now));
    all(scene, ".tree li").forEach((li, n) => {
      const { begin, end, wait } = li.dataset;
      li.classList.toggle("acts", n === row);
      li.classList.toggle("unborn", +begin > now);
      li.classList.toggle("gone", +end >= 0 && +end <= now);
      li.classList.toggle("stuck", +wait >= 0 && +wait <= now);
    });
    const last = now === steps.length - 1;
    scene.querySelector(".curtain").setAttribute("x", last ? "100%" : x(now + 0.5));
    const line = scene.querySelector(".now");
    line.setAttribute("x1", x(now));
    line.setAttribute("x2", x(now));
    scene.classList.toggle("last", last);
    const current = document.getElementById("L" + event.dataset.line);
    all(source, ".current").forEach((li) => {
      li.classList.remove("current");
      li.removeAttribute("aria-current");
    });
    if (current) {
      current.classList.add("current");
      current.setAttribute("aria-current", "true");
      within(source, current);
    }
    within(scene.querySelector(".list ol"), event.parentElement);
    slider.value = now;
    slider.setAttribute("aria-valuetext", event.innerText);
    count.value = now + 1 + " / " + steps.length;
    if (said) caption.textContent = event.querySelector("span").innerText;
  }

  function open(name) {
    scene = scenes.find((one) => one.dataset.name === name) || scenes.find((one) => one.dataset.opening === "1") || scenes[0];
    scenes.forEach((one) => (one.hidden = one !== scene));
    all(document, "nav button").forEach((one) =>
      one.setAttribute("aria-pressed", one.dataset.scene === scene.dataset.name));
    const chip = document.querySelector("nav [aria-pressed=true]");
    if (chip) chip.closest("ul").scrollLeft = chip.parentElement.offsetLeft - 24;
    steps = all(scene, ".list button");
    bar.hidden = !steps.length;
    slider.max = Math.max(0, steps.length - 1);
    const marked = (scene.dataset.marked || "").split(" ");
    all(source, "li").forEach((li) => li.classList.toggle("marked", marked.includes(li.id.slice(1))));
    const first = source.querySelector(".marked");
    if (first) within(source, first);
    place(steps.length - 1);
  }

  const keys = {
    ArrowLeft: () => now - 1, ArrowRight: () => now + 1, Home: () => 0, End: () => steps.length - 1,
    first: () => 0, back: () => now - 1, on: () => now + 1, last: () => steps.length - 1,
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in keys)) return;
    event.preventDefault();
    place(keys[event.key]());
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-step],[data-go],[data-scene]");
    if (!target) return;
    const { step, go, scene: name } = target.dataset;
    if (name) open(name);
    else place(go ? keys[go]() : +step);
  });
  slider.addEventListener("input", () => place(+slider.value));
  document.documentElement.classList.add("live");
  open(decodeURIComponent(location.hash.slice(1)));
})();
