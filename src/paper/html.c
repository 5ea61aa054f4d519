#include "paper/html.h"

#include "base/hash.h"
#include "paper/html_part.h"

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_put(struct buffer *out, struct text words)
{
    size_t from = 0;
    for (size_t i = 0; i < words.size; i++) {
        const char *entity = entity_of(words.at[i]);
        if (entity != NULL) {
            buffer_put(out, text_part(words, from, i - from));
            buffer_put_z(out, entity);
            from = i + 1;
        }
    }
    buffer_put(out, text_from(words, from));
}

/* RFC 4648 base64 of a hash, as a content security policy wants it. */
static void hash_put(struct buffer *out, struct hash hash)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < HASH_BYTES; i += 3) {
        size_t size = HASH_BYTES - i < 3 ? HASH_BYTES - i : 3;
        uint32_t word = 0;
        for (size_t k = 0; k < 3; k++) {
            word = word << 8 | (k < size ? hash.bytes[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            buffer_put_char(out, k <= size ? digits[word >> (18 - 6 * k) & 63] : '=');
        }
    }
}

static void head_put(struct html *html, struct arena *arena)
{
    const struct document_meta *meta = &html->document->meta;
    struct buffer *out = html->out;
    struct buffer style;
    buffer_init(&style, arena);
    html_style(&style);
    buffer_put_z(out, "<!DOCTYPE html>\n<html lang=\"");
    html_put(out, meta->language.size > 0 ? meta->language : TEXT("en"));
    buffer_put_z(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                      "'none'; style-src 'sha256-");
    hash_put(out, hash_of(buffer_text(&style)));
    buffer_put_z(out, "'; base-uri 'none'; form-action 'none'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"author\" "
                      "content=\"");
    html_put(out, meta->author);
    buffer_put_z(out, "\">\n<meta name=\"ledger-root\" content=\"");
    html_put(out, meta->ledger_root);
    buffer_put_z(out, "\">\n<title>");
    html_put(out, meta->title);
    buffer_put_z(out, "</title>\n<style>");
    buffer_put(out, buffer_text(&style));
    buffer_put_z(out, "</style>\n</head>\n<body>\n");
}

static void foot_put(struct html *html)
{
    const struct document_meta *meta = &html->document->meta;
    struct buffer *out = html->out;
    buffer_put_z(out, "</main>\n<footer class=\"small\">");
    if (html->document->replaced > 0) {
        buffer_print(out, "<p>Characters that may not be printed, replaced by U+FFFD: %zu.</p>",
                     html->document->replaced);
    }
    buffer_put_z(out, "<p>");
    html_put(out, meta->key);
    buffer_put_z(out, ", version ");
    html_put(out, meta->version);
    buffer_print(out, ", ledger entry %llu, made at ", (unsigned long long)meta->ledger_sequence);
    html_put(out, meta->made_at);
    buffer_put_z(out, "<br><code>");
    html_put(out, meta->ledger_root);
    buffer_put_z(out, "</code></p></footer>\n</body>\n</html>\n");
}

static void top_put(struct html *html)
{
    const struct document_meta *meta = &html->document->meta;
    struct buffer *out = html->out;
    buffer_put_z(out, "<header class=\"head\"><span>");
    html_put(out, meta->workspace);
    buffer_put_z(out, "</span>");
    if (meta->classification.size > 0) {
        buffer_put_z(out, "<span class=\"tone muted\">");
        html_put(out, meta->classification);
        buffer_put_z(out, "</span>");
    }
    buffer_put_z(out, "</header>\n<main>\n");
    if (meta->is_simulated) {
        buffer_put_z(out, "<div class=\"notice warn\" role=\"note\"><p><strong>Simulated clock"
                          "</strong></p><p>Made under a simulated clock. Dates and moments in it "
                          "are not real, and it is no evidence.</p></div>\n");
    }
    if (html->document->first == NULL || html->document->first->kind != BLOCK_COVER) {
        buffer_put_z(out, "<h1>");
        html_put(out, meta->title);
        buffer_put_z(out, "</h1>\n");
    }
}

enum rc html_write(struct arena *arena, const struct document *document, struct fault *fault,
                   struct buffer *out)
{
    if (document->is_too_long) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "one text of the document is over %zu KiB",
                         DOCUMENT_TEXT_LIMIT >> 10);
    }
    size_t size_before = out->size;
    struct html html = {document, out};
    head_put(&html, arena);
    top_put(&html);
    const struct block *block = document->first;
    while (block != NULL && !arena_is_over(out->arena)) {
        html_block(&html, block);
        block = block->next;
    }
    foot_put(&html);
    if (arena_is_over(arena) || arena_is_over(out->arena)) {
        out->size = size_before;
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "the document is too large to be shown");
    }
    return RC_OK;
}
