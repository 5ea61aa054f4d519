#include "paper/html_part.h"

static const char rules[] =
    ":root{color-scheme:light dark;--paper:#fff;--raised:#f6f7f9;--ink:#14181f;--grey:#475062;"
    "--line:#d9dde4;--edge:#9aa4b5;--accent:#1f5fd1}"
    "@media (prefers-color-scheme:dark){:root{--paper:#0f1217;--raised:#161a21;--ink:#e9edf3;"
    "--grey:#b3bccb;--line:#2c333f;--edge:#6d788a;--accent:#7aa7ff}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:3rem 1.5rem 4rem;max-width:68rem;background:var(--paper);"
    "color:var(--ink);font:15px/1.55 Inter,system-ui,'Segoe UI',sans-serif;"
    "overflow-wrap:break-word}"
    "h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.02em;margin:.3rem 0 .4rem}"
    "h2{font-size:1.45rem;line-height:1.3;letter-spacing:-.01em;margin:2.6rem 0 .6rem}"
    "h3{font-size:1.12rem;margin:1.8rem 0 .5rem}h4{font-size:1rem;margin:1.4rem 0 .4rem}"
    ".number{margin-right:.6em;color:var(--grey);font-weight:500}"
    "p,li{max-width:44rem;white-space:pre-line}p{margin:.5rem 0 .8rem}"
    "a{color:var(--accent)}a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}"
    "code,.code{font-family:'JetBrains Mono','DejaVu Sans Mono',monospace;font-size:.9em;"
    "overflow-wrap:anywhere}"
    ".kind{color:var(--accent);font-weight:600;margin:0}.subtitle{color:var(--grey);"
    "font-size:1.15rem;margin:0 0 1.6rem}.small{color:var(--grey);font-size:.86rem}"
    ".head{display:flex;justify-content:space-between;gap:1rem;margin-bottom:2.5rem;"
    "font-weight:600}"
    "dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;margin:1rem 0 1.6rem;"
    "border-top:1px solid var(--line)}"
    "dt,dd{margin:0;padding:.42rem 0;border-bottom:1px solid var(--line)}"
    "dt{color:var(--grey);padding-right:1.6rem}dd{white-space:pre-line;min-width:0}"
    ".scroll{overflow-x:auto;margin:1rem 0 1.8rem}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;"
    "font-variant-numeric:tabular-nums}"
    "caption{text-align:left;font-weight:600;padding-bottom:.4rem}"
    "th,td{text-align:left;vertical-align:top;padding:.42rem .9rem .42rem 0;"
    "border-bottom:1px solid var(--line)}"
    "td{white-space:pre-line}thead th{color:var(--grey);font-weight:600;font-size:.82rem;"
    "border-bottom:1.5px solid var(--grey);vertical-align:bottom}"
    "tbody th{font-weight:500}th.right,td.right{text-align:right}"
    "th.centre,td.centre{text-align:center}"
    ".tone{padding:.08em .45em;border-radius:4px;box-decoration-break:clone;"
    "-webkit-box-decoration-break:clone}"
    ".fit{white-space:nowrap}.matrix{table-layout:fixed}.matrix thead th{text-align:center}"
    ".matrix thead th:first-child{text-align:left}"
    ".matrix td{border:2px solid var(--paper);text-align:left;padding:.5rem .6rem;"
    "border-radius:6px}.matrix .figure{font-size:1.2rem;font-weight:600;margin-right:.6rem}"
    ".matrix .keys{display:block;font-size:.78rem}"
    ".refused{box-shadow:inset 0 0 0 2px var(--ink)}"
    ".notice{margin:1.2rem 0 1.8rem;padding:.8rem 1.1rem;border-left:4px solid var(--edge)}"
    ".notice p{margin:.1rem 0}.notice ul{margin:.3rem 0;padding-left:1.2rem}"
    "nav ol{list-style:none;padding:0;margin:.5rem 0}nav li{margin:.15rem 0}"
    "nav .level2{padding-left:1.6rem}nav .level3{padding-left:3.2rem}"
    "nav a{color:inherit;text-decoration:none}nav a:hover{text-decoration:underline}"
    "figure{margin:1.4rem 0 2rem}figure svg{max-width:100%;height:auto;display:block}"
    "figcaption{margin-top:.6rem;font-weight:600}figcaption p{font-weight:400}"
    "svg text{font-family:Inter,system-ui,sans-serif;fill:var(--ink)}"
    "svg .box{fill:var(--paper);stroke:var(--edge)}svg .box.critical{stroke:var(--ink);"
    "stroke-width:2}svg .edge{fill:none;stroke:var(--edge)}svg .edge.critical{stroke:var(--ink);"
    "stroke-width:2.4}svg .dashed{stroke-dasharray:4 3}svg .gate{fill:none;stroke:var(--grey)}"
    "svg .arrow{fill:var(--edge)}svg .arrow.critical{fill:var(--ink)}"
    "svg .key{fill:var(--grey);font-size:8.5px;font-family:'DejaVu Sans Mono',monospace}"
    "svg .words{font-size:10.5px;font-weight:500}svg .pill{font-size:8px;font-weight:600}"
    "footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line)}"
    "@media print{:root{--paper:#fff;--ink:#14181f;--grey:#475062;--line:#d9dde4;"
    "--edge:#9aa4b5;--accent:#1f5fd1}@page{size:A4;margin:18mm}body{max-width:none;padding:0;"
    "font-size:9.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "h2,h3,h4,caption{break-after:avoid}tr,figure{break-inside:avoid}"
    "thead{display:table-header-group}.scroll{overflow:visible}}";

static void fills(struct buffer *out, bool is_dark)
{
    for (int i = TONE_RISK1; i < TONE_COUNT; i++) {
        uint32_t fill = is_dark ? tone_looks[i].dark_fill : tone_looks[i].fill;
        uint32_t ink = is_dark ? TONE_DARK_INK : TONE_INK;
        buffer_print(out, ".%s{background:#%06x;color:#%06x}svg rect.%s{fill:#%06x}",
                     tone_looks[i].name, fill, ink, tone_looks[i].name, fill);
    }
}

void html_style(struct buffer *out)
{
    buffer_put_z(out, rules);
    fills(out, false);
    buffer_put_z(out, "@media screen and (prefers-color-scheme:dark){");
    fills(out, true);
    buffer_put_z(out, "}");
}
