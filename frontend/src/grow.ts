/** Make a text box as high as its text, up to a number of lines. */
export function grow(box: HTMLTextAreaElement, lines: number): void {
  const style = getComputedStyle(box);
  const around = box.offsetHeight - box.clientHeight;
  const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
  const most = (Number.parseFloat(style.lineHeight) || 22) * lines + padding + around;
  box.style.height = "auto";
  const needed = box.scrollHeight + around;
  box.style.height = `${Math.min(needed, most)}px`;
  box.style.overflowY = needed > most ? "auto" : "hidden";
}
