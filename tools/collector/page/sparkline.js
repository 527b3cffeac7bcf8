/** A small line of the last values, as inline SVG. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 120;
const HEIGHT = 28;
const MARGIN = 2;

/** The `d` of a path through `values`, lowest at the bottom; a single or constant value is a flat line. */
function pathOf(values) {
  const low = Math.min(...values);
  const spread = Math.max(...values) - low;
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const y = (value) => {
    const share = spread > 0 && Number.isFinite(spread) ? (value - low) / spread : 0.5;
    return (HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)).toFixed(1);
  };
  const points = (values.length > 1 ? values : [values[0], values[0]]).map(
    (v, i) => `${(i * step).toFixed(1)},${y(v)}`,
  );
  return `M${points.join("L")}`;
}

/** Makes an empty line; `draw(values, label)` fills it, the label being what a screen reader says. */
export function makeSparkline() {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.append(path);
  return {
    element: svg,
    draw(values, label) {
      path.setAttribute("d", pathOf(values));
      svg.setAttribute("aria-label", label);
    },
  };
}
