"""How the page looks, on a projector, a laptop and a phone."""

STYLE = """
html.ps-large { font-size: 21px; }
.ps-page { max-width: 118rem; margin: 0 auto; padding: 8px 16px; font-size: 1rem; color: #222; }
.ps-page h1, .ps-page h2, .ps-page h3 { color: #111; line-height: 1.25; }
.ps-skip { position: absolute; left: -9999px; padding: 6px 12px; background: #fff;
  border: 1px solid #20497c; z-index: 3000; }
.ps-skip:focus { left: 8px; top: 4px; }
.ps-chain:focus { outline: none; }
.ps-heading { align-items: center; flex-wrap: wrap; }
.ps-heading > * { min-width: 0; }
.ps-title { font-size: 1.3rem; margin: 0; }
.ps-description { margin: 0; font-size: 0.9rem; line-height: 1.35; max-width: 95rem; }
.ps-about-case { align-items: center; flex-wrap: nowrap; margin: 0 !important; }
.ps-case-picture { width: 168px; height: 55px; flex: none; }
.ps-case { flex: 1 1 18rem; max-width: 34rem; }
.ps-page .v-input__details { display: none; }
.ps-page .v-input { margin-bottom: 4px; }
.ps-page .v-field__input { min-height: 2.9rem; padding-top: 1.2rem; padding-bottom: 2px; font-size: 0.95rem; }
.ps-page .v-select .v-field__input > input { position: absolute; width: 1px; opacity: 0; }
.ps-page .v-field--focused { outline: 3px solid #0b57d0; outline-offset: 1px; }
.ps-page .v-label { opacity: 1 !important; color: #444 !important; }
.ps-page .v-field-label--floating { font-size: 0.74rem; max-width: calc(100% + 1rem); }
.ps-more .v-text-field:not(.v-select) .v-field-label--floating { max-width: calc(100% - 1rem); }
.ps-lever .v-field-label--floating { max-width: calc(100% + 2.4rem); }
.ps-lever .v-field__append-inner { align-items: flex-end; padding-bottom: 5px; }
.ps-where .v-sheet, .ps-stories .v-sheet { flex-wrap: wrap !important; }
.ps-where .v-sheet > .v-input, .ps-stories .v-sheet > .v-input { flex: 1 1 20rem; }
.ps-page .v-select__selection-text { white-space: normal; line-height: 1.25; }
.ps-progress { width: 100%; height: 6px; display: block; }
.ps-page .v-btn { text-transform: none; letter-spacing: 0; height: auto; min-height: 2.4rem; }
.ps-page .v-btn--variant-text, .ps-page .v-btn--variant-outlined { color: #222 !important; }
.ps-page .v-btn[aria-pressed=true] { background: #20497c !important; color: #fff !important; }
.ps-page :focus-visible, .ps-file:focus-within { outline: 3px solid #0b57d0; outline-offset: 2px; }
.ps-body { align-items: flex-start; }
.ps-levers { width: 19.5rem; flex: none; max-height: calc(100vh - 9rem); overflow-y: auto; padding-right: 8px; }
.ps-lever .v-btn { min-width: 2.2rem; padding: 0; }
.ps-answers { flex: 1; min-width: 0; }
.ps-notice { border-left: 6px solid #a03c00; padding: 6px 12px; background: #fff4ec; margin: 0; }
.ps-faults p { margin: 0; overflow-wrap: anywhere; }
.ps-gone { position: fixed; left: 0; right: 0; bottom: 0; z-index: 3000; font-size: 1.1rem; }
.ps-about { font-size: 0.85rem; margin: 0 0 6px; }
.ps-group { font-size: 1rem; margin: 10px 0 2px; }
.ps-help { border: 1px solid #bbb; border-radius: 8px; padding: 4px 16px 8px; background: #fbfbfb; }
.ps-help dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 4px 16px; margin: 0; }
.ps-help dt { font-weight: 600; }
.ps-help dd { margin: 0; }
.ps-chain { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 8px; }
.ps-link-box { border: 1px solid #bbb; border-radius: 8px; padding: 8px; background: #fff; min-width: 0; }
.ps-link-box h3 { margin: 0 0 4px; font-size: 0.95rem; }
.ps-number { margin: 4px 0; font-size: 0.85rem; line-height: 1.3; overflow-wrap: anywhere; }
.ps-number b { font-size: 1.1em; }
.ps-explained summary { cursor: help; text-decoration: underline dotted #767676; text-underline-offset: 3px;
  list-style: none; }
.ps-explained summary::-webkit-details-marker { display: none; }
.ps-explained[open] { background: #f3f6fa; border-radius: 4px; padding: 2px 4px; }
.ps-arms { align-items: center; flex-wrap: wrap; row-gap: 4px !important; }
.ps-page .ps-chip.v-btn { border-radius: 1.2rem; }
.ps-arm-field { flex: 0 1 14rem; min-width: 9rem; }
.ps-arm { border-left: 3px solid #bbb; padding-left: 6px; margin: 2px 0; }
.ps-arm:last-child { border-left-color: #20497c; }
.ps-arms .v-checkbox { flex: none; }
.ps-arms .v-checkbox .v-selection-control { min-height: 2.4rem; }
.ps-arm-name { font-weight: 600; color: #444; }
.ps-in-b { color: #444; font-size: 0.8rem; margin: 0 0 4px 4px; }
.ps-was { color: #595959; margin: 0; font-size: 0.9rem; }
.ps-better { color: #00604a; }
.ps-worse { color: #a03c00; }
.ps-unsure { color: #595959; }
.ps-estimate { color: #595959; font-style: italic; }
.ps-preparing { margin: 0; font-size: 0.95em; }
.ps-why, .ps-where, .ps-stories, .ps-who { border-top: 1px solid #ddd; padding: 10px 0; }
.ps-why h3, .ps-where h3, .ps-stories h3, .ps-who h3 { margin: 0 0 4px; font-size: 1.05em; }
.ps-who dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px; margin: 0; }
.ps-who dt { font-weight: 600; }
.ps-who dd { margin: 0; }
.ps-told { margin: 2px 0; max-width: 75em; }
.ps-share { display: inline-block; height: 0.75em; border-radius: 2px; vertical-align: baseline; }
.ps-more { border-top: 1px solid #ddd; padding: 8px 0; }
.ps-name { font-size: 0.9rem; margin: 6px 0 2px; overflow-wrap: anywhere; }
.ps-idle { color: #a03c00; font-size: 0.85em; margin: 0 0 6px; }
.ps-picture { max-width: min(100%, 760px); height: auto; }
.ps-lines { margin: 8px 0; }
.ps-claim { border-bottom: 1px solid #ddd; padding: 6px 0; }
.ps-claim p { margin: 0; }
.ps-verdict { font-weight: 600; }
.ps-along summary { cursor: pointer; }
.ps-along ul { margin: 2px 0 2px 1.2rem; padding: 0; }
.ps-along .ps-unsure b { font-weight: 400; }
.ps-along p { max-width: 75em; font-size: 0.9rem; }
.ps-claim .v-sheet { align-items: center; flex-wrap: wrap; }
.ps-button { min-width: 2.5rem; min-height: 2.25rem; padding: 0.2rem 0.7rem; border: 1px solid #767676;
  border-radius: 6px; background: #fff; color: #222; font: inherit; font-size: 0.9rem; cursor: pointer; }
.ps-button:hover { background: #f0f4f9; }
.ps-button[aria-busy=true] { color: #595959; cursor: progress; }
.ps-file { display: inline-flex; align-items: center; position: relative; }
.ps-file input { position: absolute; inset: 0; opacity: 0; width: 100%; cursor: pointer; }
.ps-downloads { flex-wrap: wrap; }
.ps-link { font-size: 0.85rem; color: #444; overflow-wrap: anywhere; margin: 4px 0; }
.ps-table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
.ps-table th, .ps-table td { padding: 3px 8px; border-bottom: 1px solid #ddd; text-align: right; }
.ps-table th:first-child, .ps-table td:first-child { text-align: left; }
.ps-table .ps-link-head { padding-top: 12px; font-size: 0.95rem; }
html.ps-large .ps-levers { width: 17.5rem; max-height: calc(100vh - 5rem); }
html.ps-large .ps-about-case { display: none !important; }
html.ps-large .ps-node { font-size: 16px; }
@media (max-width: 900px) {
  .ps-body { flex-direction: column !important; align-items: stretch !important; }
  .ps-levers, html.ps-large .ps-levers { width: 100%; max-height: none; }
  .ps-chain { grid-template-columns: 1fr; }
  .ps-help dl, .ps-who dl { grid-template-columns: 1fr; }
  .ps-table { display: block; overflow-x: auto; }
  .ps-answers { order: -1; width: 100%; }
  .ps-case { flex: 1 1 100%; max-width: calc(100vw - 34px); }
  .ps-heading, .ps-levers, .ps-answers { max-width: calc(100vw - 34px); }
  .ps-controls { flex-wrap: wrap; }
  .ps-page { max-width: 100vw; }
  .ps-page .v-sheet { flex-wrap: wrap !important; min-width: 0; max-width: 100%; }
  .ps-page .v-input, .ps-page .v-field__input { min-width: 0; max-width: 100%; }
}
"""
