/* cpe FILE...: platform names in, their attributes and both bindings out.
 *
 * One JSON object a line. For one name: part, vendor, product, version, update,
 * edition, language, sw_edition, target_sw, target_hw, other (each as it stands
 * in a formatted string: "*" is ANY, "-" is NA), formatted, uri; error and
 * position (bytes from 0) in place of the attributes where the name is no name
 * or breaks a rule, with both bindings where its meaning is clear all the same.
 * For two names apart by a tab, a criterion and a component: source and target
 * (formatted), relations (an object: each attribute's relation of NISTIR 7696),
 * relation (of the names), is_match, is_version_unknown, has_no_version; error,
 * position and name ("source" or "target") where one is no name. */
#include "domain/vuln/vuln_tool.h"
#include "engine/cpe_relation.h"
#include "engine/cpe_write.h"

static void put_formatted(struct json_writer *writer, struct arena *arena, const char *member,
                          const struct cpe *cpe)
{
    struct buffer words;
    buffer_init(&words, arena);
    cpe_write_formatted(&words, cpe);
    json_member_text(writer, member, buffer_text(&words));
}

static void put_error(struct json_writer *writer, const struct cpe_issue *issue)
{
    json_member_z(writer, "error", issue->sentence);
    json_member_integer(writer, "position", (int64_t)issue->at);
}

static void put_name(struct json_writer *writer, struct arena *arena, struct text line)
{
    struct cpe_issue issue;
    struct cpe cpe;
    struct buffer words;
    enum rc rc = cpe_read(arena, line, &issue, &cpe);
    buffer_init(&words, arena);
    if (issue.sentence != NULL) {
        put_error(writer, &issue);
    }
    for (int i = 0; issue.sentence == NULL && i < CPE_ATTRIBUTES; i++) {
        words.size = 0;
        cpe_write_value(&words, &cpe.values[i]);
        json_member_text(writer, cpe_attribute_name((enum cpe_attribute)i), buffer_text(&words));
    }
    if (rc == RC_OK) {
        put_formatted(writer, arena, "formatted", &cpe);
        words.size = 0;
        cpe_write_uri(&words, &cpe);
        json_member_text(writer, "uri", buffer_text(&words));
    }
}

static void put_relations(struct json_writer *writer, struct arena *arena,
                          const struct cpe names[2])
{
    enum cpe_relation of[CPE_ATTRIBUTES];
    enum cpe_relation whole = cpe_relation_of_names(&names[0], &names[1], of);
    struct cpe_relation_match match = cpe_relation_match(&names[0], &names[1]);
    put_formatted(writer, arena, "source", &names[0]);
    put_formatted(writer, arena, "target", &names[1]);
    json_put_name_z(writer, "relations");
    json_put_object(writer);
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        json_member_z(writer, cpe_attribute_name((enum cpe_attribute)i), cpe_relation_name(of[i]));
    }
    json_put_object_end(writer);
    json_member_z(writer, "relation", cpe_relation_name(whole));
    json_member_bool(writer, "is_match", match.is_match);
    json_member_bool(writer, "is_version_unknown", match.is_version_unknown);
    json_member_bool(writer, "has_no_version", match.has_no_version);
}

static void put_pair(struct json_writer *writer, struct arena *arena, struct text line)
{
    static const char *const words[2] = {"source", "target"};
    struct cpe_issue issue;
    struct cpe names[2];
    for (int i = 0; i < 2; i++) {
        if (cpe_read(arena, text_cut(&line, '\t'), &issue, &names[i]) != RC_OK) {
            put_error(writer, &issue);
            json_member_z(writer, "name", words[i]);
            return;
        }
    }
    put_relations(writer, arena, names);
}

static enum rc answer_cpe(struct text line, struct arena *arena, struct fault *fault,
                          struct buffer *out)
{
    struct json_writer writer;
    (void)fault; /* the answer tells */
    json_writer_init(&writer, out);
    json_put_object(&writer);
    if (text_find(line, '\t') < line.size) {
        put_pair(&writer, arena, line);
    } else {
        put_name(&writer, arena, line);
    }
    json_put_object_end(&writer);
    return RC_OK;
}

enum rc vuln_tool_cpe(struct tool_call *call)
{
    return vuln_tool_lines(call, answer_cpe);
}
