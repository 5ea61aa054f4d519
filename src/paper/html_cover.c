#include "paper/html_part.h"

static void line_put(struct buffer *out, const char *open, struct text words, const char *close)
{
    if (words.size > 0) {
        buffer_put_z(out, open);
        html_put(out, words);
        buffer_put_z(out, close);
    }
}

static void approvals_put(struct html *html, const struct cover *cover)
{
    struct buffer *out = html->out;
    buffer_put_z(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                      "aria-labelledby=\"approvals\"><table>\n<caption id=\"approvals\">Approvals"
                      "</caption>\n<thead><tr><th scope=\"col\">Role</th><th scope=\"col\">Name"
                      "</th><th scope=\"col\">Decision</th><th scope=\"col\">When</th>"
                      "<th scope=\"col\">Covers</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < cover->approval_count; i++) {
        const struct approval *approval = &cover->approvals[i];
        buffer_put_z(out, "<tr><th scope=\"row\">");
        html_put(out, approval->role);
        buffer_put_z(out, "</th><td>");
        html_put(out, approval->person);
        buffer_print(out, "</td><td><span class=\"tone %s\">", tone_look_of(approval->tone)->name);
        html_put(out, approval->decision);
        buffer_put_z(out, "</span></td><td>");
        html_put(out, approval->moment);
        buffer_put_z(out, "</td><td>");
        html_put(out, approval->remark);
        buffer_put_z(out, "</td></tr>\n");
    }
    buffer_put_z(out, "</tbody>\n</table></div>\n");
}

void html_cover(struct html *html, const struct cover *cover)
{
    const struct document_meta *meta = &html->document->meta;
    struct buffer *out = html->out;
    line_put(out, "<p class=\"kind\">", cover->kind, "</p>\n");
    buffer_put_z(out, "<h1>");
    html_put(out, meta->title);
    buffer_put_z(out, "</h1>\n");
    line_put(out, "<p class=\"subtitle\">", meta->subtitle, "</p>\n");
    if (cover->pair_count > 0) {
        html_pairs(html, cover->pairs, cover->pair_count);
    }
    if (cover->approval_count > 0) {
        approvals_put(html, cover);
    }
    buffer_print(out, "<p class=\"small\">Ledger entry %llu, <time>",
                 (unsigned long long)meta->ledger_sequence);
    html_put(out, meta->made_at);
    buffer_put_z(out, "</time><br><code>");
    html_put(out, meta->ledger_root);
    buffer_put_z(out, "</code>");
    line_put(out, "<br>", cover->seal, "");
    buffer_put_z(out, "</p>\n");
}
