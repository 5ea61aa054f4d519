/* purl FILE...: package URLs in, their parts and the canonical form out.
 *
 * One JSON object a line: type, namespace, name, version, subpath (null where
 * absent), qualifiers (an object, null where there are none), canonical,
 * is_registered (whether the type is). A line that is no package URL, or
 * breaks a rule, answers error and position (bytes from 0); with canonical
 * where the meaning is clear all the same. */
#include "domain/vuln/vuln_tool.h"
#include "engine/purl.h"

static void put_part(struct json_writer *writer, const char *name, struct text part)
{
    json_put_name_z(writer, name);
    if (part.size > 0) {
        json_put_text(writer, part);
    } else {
        json_put_null(writer);
    }
}

static void put_parts(struct json_writer *writer, const struct purl *purl)
{
    put_part(writer, "type", purl->type);
    put_part(writer, "namespace", purl->namespace);
    put_part(writer, "name", purl->name);
    put_part(writer, "version", purl->version);
    json_put_name_z(writer, "qualifiers");
    if (purl->qualifier_count > 0) {
        json_put_object(writer);
        for (size_t i = 0; i < purl->qualifier_count; i++) {
            json_put_name(writer, purl->qualifiers[i].key);
            json_put_text(writer, purl->qualifiers[i].value);
        }
        json_put_object_end(writer);
    } else {
        json_put_null(writer);
    }
    put_part(writer, "subpath", purl->subpath);
}

static enum rc answer_purl(struct text line, struct arena *arena, struct fault *fault,
                           struct buffer *out)
{
    struct purl_issue issue;
    struct purl purl;
    struct json_writer writer;
    struct buffer canonical;
    enum rc rc = purl_read(arena, line, &issue, &purl);
    (void)fault; /* the answer tells */
    json_writer_init(&writer, out);
    json_put_object(&writer);
    if (issue.sentence != NULL) {
        json_member_z(&writer, "error", issue.sentence);
        json_member_integer(&writer, "position", (int64_t)issue.at);
    } else {
        put_parts(&writer, &purl);
    }
    if (rc == RC_OK) {
        buffer_init(&canonical, arena);
        purl_put(&canonical, &purl);
        json_member_text(&writer, "canonical", buffer_text(&canonical));
        json_member_bool(&writer, "is_registered", purl.rules != NULL);
    }
    json_put_object_end(&writer);
    return RC_OK;
}

enum rc vuln_tool_purl(struct tool_call *call)
{
    return vuln_tool_lines(call, answer_purl);
}
