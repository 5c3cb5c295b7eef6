"""How the page looks, on a projector, a laptop and a phone."""

STYLE = """
.ps-page { max-width: 1880px; margin: 0 auto; padding: 8px 16px; font-size: 16px; }
.ps-projector { font-size: 21px; }
.ps-heading { align-items: center; flex-wrap: wrap; }
.ps-title { font-size: 1.3em; margin: 0; }
.ps-description { flex: 1; min-width: 380px; margin: 0; font-size: 0.85em; line-height: 1.3; }
.ps-case { max-width: 180px; }
.ps-page .v-input__details { display: none; }
.ps-page .v-input { margin-bottom: 4px; }
.ps-page .v-field__input { min-height: 46px; padding-top: 19px; padding-bottom: 2px; font-size: 0.95em; }
.ps-page .v-select .v-field .v-field__input > input { display: none; }
.ps-body { align-items: flex-start; }
.ps-levers { width: 290px; flex: none; max-height: calc(100vh - 110px); overflow-y: auto; padding-right: 8px; }
.ps-answers { flex: 1; min-width: 0; }
.ps-notice { border-left: 6px solid #a03c00; padding: 6px 12px; background: #fff4ec; margin: 0; }
.ps-about { font-size: 0.85em; margin: 0 0 6px; }
.ps-group { font-size: 1em; margin: 10px 0 2px; }
.ps-chain { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 8px; }
.ps-link-box { border: 1px solid #bbb; border-radius: 8px; padding: 8px; background: #fff; }
.ps-link-box h3 { margin: 0 0 4px; font-size: 0.95em; }
.ps-number { margin: 4px 0; font-size: 0.85em; line-height: 1.3; }
.ps-number b { font-size: 1.1em; }
.ps-was { color: #595959; }
.ps-better { color: #00604a; }
.ps-worse { color: #a03c00; }
.ps-unsure { color: #595959; }
.ps-lines { margin: 8px 0; }
.ps-claim { border-bottom: 1px solid #ddd; padding: 6px 0; }
.ps-table { border-collapse: collapse; width: 100%; font-size: 0.92em; }
.ps-table th, .ps-table td { padding: 3px 8px; border-bottom: 1px solid #ddd; text-align: right; }
.ps-table th:first-child, .ps-table td:first-child { text-align: left; }
@media (max-width: 900px) {
  .ps-body { flex-direction: column; }
  .ps-levers { width: 100%; max-height: none; }
  .ps-chain { grid-template-columns: 1fr; }
}
"""
