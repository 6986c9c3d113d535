/**
 * The whole style of the tracking page, which travels inside it: one answer, no script, no second
 * request. The colours are the tokens of app/globals.css; a test holds the two together.
 */
const TOKENS = `
--canvas: light-dark(oklch(0.982 0.003 260), oklch(0.165 0.008 262));
--surface: light-dark(oklch(1 0 0), oklch(0.198 0.009 262));
--line: light-dark(oklch(0.912 0.006 260), oklch(0.285 0.012 262));
--line-strong: light-dark(oklch(0.845 0.009 260), oklch(0.365 0.014 262));
--ink: light-dark(oklch(0.225 0.018 262), oklch(0.955 0.004 260));
--muted: light-dark(oklch(0.45 0.016 260), oklch(0.745 0.012 260));
--accent: light-dark(oklch(0.505 0.185 262), oklch(0.7 0.14 262));
--ring: light-dark(oklch(0.58 0.19 262), oklch(0.68 0.15 262));
--neutral-bg: light-dark(oklch(0.955 0.006 260), oklch(0.27 0.012 260));
--neutral-fg: light-dark(oklch(0.42 0.015 260), oklch(0.86 0.012 260));
--neutral-dot: light-dark(oklch(0.58 0.015 260), oklch(0.7 0.015 260));
--progress-bg: light-dark(oklch(0.955 0.02 255), oklch(0.27 0.05 255));
--progress-fg: light-dark(oklch(0.42 0.13 255), oklch(0.86 0.07 255));
--progress-dot: light-dark(oklch(0.58 0.15 255), oklch(0.7 0.14 255));
--waiting-bg: light-dark(oklch(0.955 0.024 300), oklch(0.27 0.05 300));
--waiting-fg: light-dark(oklch(0.42 0.13 300), oklch(0.86 0.08 300));
--waiting-dot: light-dark(oklch(0.58 0.15 300), oklch(0.7 0.14 300));
--success-bg: light-dark(oklch(0.955 0.03 155), oklch(0.27 0.05 155));
--success-fg: light-dark(oklch(0.42 0.1 155), oklch(0.86 0.09 155));
--success-dot: light-dark(oklch(0.58 0.13 155), oklch(0.7 0.14 155));
--warning-bg: light-dark(oklch(0.955 0.04 80), oklch(0.27 0.05 75));
--warning-fg: light-dark(oklch(0.42 0.085 75), oklch(0.86 0.09 75));
--warning-dot: light-dark(oklch(0.63 0.13 75), oklch(0.78 0.14 75));
--critical-bg: light-dark(oklch(0.955 0.02 27), oklch(0.27 0.05 27));
--critical-fg: light-dark(oklch(0.42 0.13 27), oklch(0.86 0.075 27));
--critical-dot: light-dark(oklch(0.58 0.15 27), oklch(0.7 0.14 27));
`;

const TONES = ["neutral", "progress", "waiting", "success", "warning", "critical"]
  .map(
    (tone) =>
      `.tone-${tone}{background:var(--${tone}-bg);color:var(--${tone}-fg)}.text-${tone}-dot{color:var(--${tone}-dot)}`,
  )
  .join("\n");

export const TRACKING_STYLE = `:root{color-scheme:light dark;${TOKENS.replaceAll("\n", "")}}
*{box-sizing:border-box;margin:0;padding:0}
body{background:var(--canvas);color:var(--ink);font:1rem/1.5rem Geist,ui-sans-serif,system-ui,sans-serif;-webkit-font-smoothing:antialiased;-webkit-text-size-adjust:100%}
:focus-visible{outline:2px solid var(--ring);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--surface);padding:.5rem 1rem}
.column{max-width:44rem;margin:0 auto;padding:0 1.25rem}
.top{background:var(--surface);border-bottom:1px solid var(--line)}
.top .column{display:flex;align-items:center;gap:.75rem;min-height:3.5rem;font-weight:600}
.text-accent{color:var(--accent)}
main.column{padding-block:2rem 3rem;display:grid;gap:1.5rem}
h1{font-size:2rem;line-height:2.5rem;font-weight:500;letter-spacing:-.02em;text-wrap:balance}
h2{font-size:1rem;line-height:1.5rem;font-weight:600}
.muted{color:var(--muted)}
.small{font-size:.875rem;line-height:1.25rem}
.figures{font-variant-numeric:tabular-nums slashed-zero}
.ident{font-family:"Geist Mono",ui-monospace,monospace;font-size:.9em;font-variant-numeric:slashed-zero;overflow-wrap:anywhere}
.sheet{background:var(--surface);border:1px solid var(--line);border-radius:6px}
.sheet>*{padding:.875rem 1.25rem}
.sheet>*+*{border-top:1px solid var(--line)}
.head{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.25rem 1rem}
.badge{display:inline-flex;align-items:center;gap:.375rem;border-radius:4px;padding:.125rem .5rem;font-size:.875rem;line-height:1.25rem;white-space:nowrap}
.lead{font-size:1.125rem;line-height:1.625rem}
.steps{list-style:none;display:grid;grid-template-columns:repeat(4,1fr)}
.steps li{position:relative;padding-top:1.25rem;font-size:.875rem;line-height:1.25rem;color:var(--muted);padding-right:.5rem}
.steps li::before{content:"";position:absolute;top:.3125rem;left:0;right:0;height:2px;background:var(--line-strong)}
.steps li::after{content:"";position:absolute;top:0;left:0;width:.75rem;height:.75rem;border-radius:50%;background:var(--surface);border:2px solid var(--line-strong)}
.steps li:last-child::before{display:none}
.steps .reached{color:var(--ink)}
.steps .reached::after{background:var(--success-dot);border-color:var(--success-dot)}
.steps .passed::before{background:var(--success-dot)}
.steps time{display:block;color:var(--muted)}
.items{list-style:none;display:grid;grid-template-columns:auto 1fr;gap:.25rem .75rem}
.items li{display:grid;grid-column:1/-1;grid-template-columns:subgrid}
.items .count{text-align:right}
summary{cursor:pointer;min-height:1.75rem;color:var(--accent)}
.checkpoints{list-style:none;margin-top:.5rem;display:grid;grid-template-columns:auto 1fr;gap:.5rem .75rem}
.checkpoints li{display:grid;grid-column:1/-1;grid-template-columns:subgrid}
button{font:inherit;font-weight:500;min-height:2.75rem;padding:0 1.25rem;border:0;border-radius:4px;background:var(--accent);color:var(--surface);cursor:pointer}
button.plain{background:var(--surface);color:var(--ink);border:1px solid var(--line-strong)}
.actions{display:flex;flex-wrap:wrap;gap:.75rem}
footer{border-top:1px solid var(--line);padding-block:1.5rem}
@media (max-width:30rem){h1{font-size:1.5rem;line-height:2rem}.steps{grid-template-columns:1fr;gap:.5rem}.steps li{padding:0 0 0 1.5rem}.steps li::after{top:.25rem}.steps li::before{top:.75rem;bottom:-.75rem;left:.3125rem;right:auto;width:2px;height:auto}}
@media (forced-colors:active){.steps .reached::after{background:CanvasText}}
@media print{.skip,summary{display:none}}
${TONES}
`;
