/* What accepting a suggestion leads to: first the suggestion of a tree, then the tree. */
#include "domain/tara/tara_suggest_part.h"

struct growing {
    struct change_set *set;
    const struct record *tree;
    struct text *keys; /* ids of the nodes made, as text */
    size_t count;
};

static const struct model_entity *kind_named(struct change_set *set, const char *name)
{
    return model_named(set->snapshot.workspace->model, text_of(name));
}

static struct text id_words(struct change_set *set, struct id id)
{
    char words[ID_TEXT_SIZE + 1];
    return text_copy(set->snapshot.arena, id_text(id, words));
}

static enum rc create(struct change_set *set, const char *entity, const struct buffer *fields,
                      struct record **out)
{
    struct change_input input = {.reason = TEXT("made of an accepted suggestion")};
    enum rc rc = json_read(set->snapshot.arena, TEXT("suggestion"), buffer_text(fields),
                           set->snapshot.fault, &input.fields);
    return rc == RC_OK ? change_create(set, kind_named(set, entity), &input, out) : rc;
}

/* ---- the suggestion of a tree ---- */

static enum rc suggest_tree(struct change_set *set, const struct record *suggestion,
                            const struct record *threat)
{
    struct buffer out;
    struct json_writer writer;
    struct record *made;
    struct text title = tara_text(threat, "title");
    struct value analysis = record_value(suggestion, "analysis");
    buffer_init(&out, set->snapshot.arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_text(&writer, "analysis", id_words(set, analysis.id));
    json_member_text(&writer, "title", tara_suggest_clip(title, 300));
    json_member_z(&writer, "entity", "attack_tree");
    json_member_z(&writer, "effect", "create");
    json_member_text(&writer, "subject", id_words(set, threat->id));
    json_put_name_z(&writer, "proposal");
    json_put_object(&writer);
    json_member_text(&writer, "threat_scenario", id_words(set, threat->id));
    json_member_text(&writer, "title", tara_suggest_clip(title, 200));
    json_member_z(&writer, "notes", "Grown from the steps of a threat rule.");
    json_put_object_end(&writer);
    static const char *const taken[] = {"proposer", "path", "stride", "annex5", "estimate"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        struct text text = tara_text(suggestion, taken[i]);
        if (text.size > 0) {
            json_member_text(&writer, taken[i], text);
        }
    }
    json_member_text(&writer, "origin_id",
                     text_print(set->snapshot.arena, "%.*s/tree",
                                TEXT_ARGS(tara_text(suggestion, "origin_id"))));
    if (tara_integer(suggestion, "estimate_points", NO_LEVEL) != NO_LEVEL) {
        json_member_integer(&writer, "estimate_points",
                            tara_integer(suggestion, "estimate_points", 0));
    }
    json_put_name_z(&writer, "steps");
    json_put_raw(&writer, tara_text(suggestion, "steps"));
    json_put_object_end(&writer);
    set->is_action = true;
    enum rc rc = create(set, "suggestion", &out, &made);
    set->is_action = false;
    return rc;
}

/* ---- the tree itself ---- */

static enum rc rate_node(struct growing *growing, const struct json *step,
                         const struct record *node)
{
    struct buffer out;
    struct json_writer writer;
    struct record *made;
    const struct json *rating = json_member(step, "rating");
    if (rating == NULL || rating->kind != JSON_OBJECT) {
        return RC_OK;
    }
    buffer_init(&out, growing->set->snapshot.arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_text(&writer, "node", id_words(growing->set, node->id));
    for (const struct json *member = rating->first; member != NULL; member = member->next) {
        json_member_text(&writer, text_to_z(growing->set->snapshot.arena, member->name),
                         json_text(member));
    }
    json_put_object_end(&writer);
    return create(growing->set, "feasibility_rating", &out, &made);
}

/* Components and channels that were retired meanwhile are left out. */
static void put_touches(struct growing *growing, struct json_writer *writer,
                        const struct json *touches)
{
    const struct model *model = growing->set->snapshot.workspace->model;
    struct fault *kept = growing->set->snapshot.fault;
    struct fault ignored;
    fault_init(&ignored, growing->set->snapshot.arena);
    growing->set->snapshot.fault = &ignored;
    json_put_name_z(writer, "touches");
    json_put_list(writer);
    const struct json *at = touches != NULL && touches->kind == JSON_LIST ? touches->first : NULL;
    for (; at != NULL; at = at->next) {
        const struct model_entity *kind = model_of_key(model, json_text(at));
        struct record *record;
        if (kind != NULL && change_find(growing->set, kind, json_text(at), &record) == RC_OK &&
            record->retired_us == 0) {
            json_put_text(writer, record->key);
        }
    }
    json_put_list_end(writer);
    growing->set->snapshot.fault = kept;
}

static void begin_node(const struct growing *growing, struct text title, struct buffer *out,
                       struct json_writer *writer)
{
    buffer_init(out, growing->set->snapshot.arena);
    json_writer_init(writer, out);
    json_put_object(writer);
    json_member_text(writer, "tree", id_words(growing->set, growing->tree->id));
    json_member_text(writer, "title", title);
}

static enum rc add_step(struct growing *growing, const struct json *step)
{
    struct buffer out;
    struct json_writer writer;
    struct record *node;
    struct text title = tara_suggest_clip(json_text(json_member(step, "title")), 300);
    begin_node(growing, title, &out, &writer);
    json_member_z(&writer, "gate", "leaf");
    json_member_integer(&writer, "position", (int64_t)growing->count + 1);
    put_touches(growing, &writer, json_member(step, "touches"));
    json_put_object_end(&writer);
    enum rc rc = create(growing->set, "attack_node", &out, &node);
    if (rc != RC_OK) {
        return rc;
    }
    growing->keys[growing->count++] = id_words(growing->set, node->id);
    return rate_node(growing, step, node);
}

/* Steps happen one after the other; a single one leaves room for others. */
static enum rc add_root(struct growing *growing)
{
    struct buffer out;
    struct json_writer writer;
    struct record *node;
    begin_node(growing, tara_text(growing->tree, "title"), &out, &writer);
    json_member_z(&writer, "gate", growing->count > 1 ? "sand" : "or");
    json_put_name_z(&writer, "children");
    json_put_list(&writer);
    for (size_t i = 0; i < growing->count; i++) {
        json_put_text(&writer, growing->keys[i]);
    }
    json_put_list_end(&writer);
    json_put_object_end(&writer);
    return create(growing->set, "attack_node", &out, &node);
}

static enum rc grow(struct change_set *set, const struct json *steps, const struct record *tree)
{
    struct growing growing = {.set = set, .tree = tree};
    enum rc rc = RC_OK;
    growing.keys = ARENA_MANY(set->snapshot.arena, struct text, steps->count + 1);
    for (const struct json *step = steps->first; rc == RC_OK && step != NULL; step = step->next) {
        rc = add_step(&growing, step);
    }
    return rc == RC_OK ? add_root(&growing) : rc;
}

enum rc tara_suggest_follow(struct change_set *set, const struct record *suggestion,
                            const struct record *result)
{
    const struct json *steps;
    struct text words = tara_text(suggestion, "steps");
    struct text kind = text_of(result->kind->entity->name);
    if (words.size == 0) {
        return RC_OK;
    }
    enum rc rc = json_read(set->snapshot.arena, TEXT("steps"), words, set->snapshot.fault, &steps);
    if (rc != RC_OK || steps->kind != JSON_LIST || steps->count == 0) {
        return rc;
    }
    if (text_is(kind, "attack_tree")) {
        return grow(set, steps, result);
    }
    return text_is(kind, "threat_scenario") ? suggest_tree(set, suggestion, result) : RC_OK;
}
