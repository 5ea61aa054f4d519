/* question_fuzz.c - any bytes as a question: words, order, cursor, filters, as
 * of a sequence, by somebody who may read all or one plant only.
 *
 * A question is answered or refused with words; an answer renders as JSON, its
 * cursor leads to the next page, and no record stands on both pages. The first
 * byte chooses the entity, the second who asks and when; then come lines:
 * words, sort, cursor ("@" stands for a good one), filters as name=value. */
#include "core/bulk.h"
#include "core/question.h"
#include "core/render.h"
#include "fuzz/workspace_fuzz.h"

#include <stdlib.h>

#define PAGE 3

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct actor program = {.name = {"cli:fuzz", 8}, .may_all = true};

static const char ground[] =
    "[{\"entity\":\"site\",\"key\":\"SI-0001\",\"fields\":{\"name\":\"North\",\"kind\":\"plant\"}},"
    "{\"entity\":\"site\",\"key\":\"SI-0002\",\"fields\":{\"name\":\"South \\u00e9\",\"kind\":"
    "\"plant\"}},"
    "{\"entity\":\"person\",\"fields\":{\"name\":\"First Person\",\"kind\":\"employee\"}},"
    "{\"entity\":\"project\",\"key\":\"PJ-0001\",\"fields\":{\"name\":\"Lamps\",\"phase\":"
    "\"concept\",\"kind\":\"own\",\"relevance\":\"relevant\",\"site\":\"SI-0001\"}},"
    "{\"entity\":\"item\",\"key\":\"IT-0001\",\"fields\":{\"name\":\"Headlamp\",\"project\":"
    "\"PJ-0001\",\"kind\":\"system\",\"relevance\":\"relevant\"}},"
    "{\"entity\":\"component\",\"fields\":{\"name\":\"Switch\",\"kind\":\"sensor\",\"origin\":"
    "\"in_house\",\"item\":\"IT-0001\"}},"
    "{\"entity\":\"component\",\"fields\":{\"name\":\"Beam\",\"kind\":\"ecu\",\"origin\":"
    "\"supplier\",\"item\":\"IT-0001\",\"is_critical\":true}},"
    "{\"entity\":\"component\",\"fields\":{\"name\":\"Beam\",\"kind\":\"ecu\",\"origin\":"
    "\"supplier\",\"site\":\"SI-0002\"}},"
    "{\"entity\":\"component\",\"fields\":{\"name\":\"Fan\",\"kind\":\"ecu\",\"origin\":"
    "\"supplier\"}},"
    "{\"entity\":\"comment\",\"fields\":{\"subject\":\"IT-0001\",\"text\":\"Is the lamp in?\"}}]";

static void fill(struct workspace *workspace, struct arena *arena, struct fault *fault)
{
    struct snapshot snapshot;
    struct change_set set;
    const struct json *commands;
    if (snapshot_open(&snapshot, workspace, arena, fault) != RC_OK) {
        workspace_fuzz_fail("snapshot", fault, arena);
    }
    change_set_init(&set, &snapshot, &program);
    if (json_read(arena, TEXT("ground"), TEXT(ground), fault, &commands) != RC_OK ||
        bulk_add(&set, commands) != RC_OK || change_commit(&set) != RC_OK) {
        workspace_fuzz_fail("ground", fault, arena);
    }
    snapshot_close(&snapshot);
}

static struct text render(struct snapshot *snapshot, const struct question *question,
                          const struct answer *answer)
{
    struct buffer out;
    struct json_writer writer;
    struct renderer renderer;
    const struct json *json;
    buffer_init(&out, snapshot->arena);
    json_writer_init(&writer, &out);
    renderer_init(&renderer, snapshot, &writer, question->actor);
    json_put_list(&writer);
    for (size_t i = 0; i < answer->count; i++) {
        render_record(&renderer, answer->records[i], RENDER_SUSPECTS);
    }
    json_put_list_end(&writer);
    if (json_read(snapshot->arena, TEXT("answer"), buffer_text(&out), snapshot->fault, &json) !=
        RC_OK) {
        workspace_fuzz_fail("the answer is no JSON", snapshot->fault, snapshot->arena);
    }
    return buffer_text(&out);
}

static void expect_words(enum rc rc, const struct snapshot *snapshot)
{
    if (rc == RC_BROKEN || rc == RC_CORRUPT || (rc != RC_OK && fault_is_empty(snapshot->fault))) {
        workspace_fuzz_fail(rc_name(rc), snapshot->fault, snapshot->arena);
    }
}

/* The page behind the one just given. */
static void turn(struct snapshot *snapshot, struct question *question, const struct answer *first)
{
    struct answer next;
    question->after = first->next;
    enum rc rc = question_ask(snapshot, question, &next);
    if (rc != RC_OK) {
        workspace_fuzz_fail("the cursor does not fit", snapshot->fault, snapshot->arena);
    }
    for (size_t i = 0; i < next.count; i++) {
        for (size_t k = 0; k < first->count; k++) {
            if (id_equals(next.records[i]->id, first->records[k]->id)) {
                workspace_fuzz_fail("a record stands on two pages", snapshot->fault,
                                    snapshot->arena);
            }
        }
    }
    (void)render(snapshot, question, &next);
}

static void ask(struct snapshot *snapshot, struct question *question, struct text rest)
{
    struct answer answer;
    struct hit *hits;
    size_t count;
    question->words = text_cut(&rest, '\n');
    question->sort = text_cut(&rest, '\n');
    question->after = text_cut(&rest, '\n');
    while (rest.size > 0 && question->filter_count < QUESTION_FILTER_LIMIT) {
        struct text value = text_cut(&rest, '\n');
        struct text name = text_cut(&value, '=');
        question->filters[question->filter_count++] = (struct filter){name, value};
    }
    if (text_is(question->after, "@")) {
        question->after = TEXT_NONE;
    }
    enum rc rc = question_ask(snapshot, question, &answer);
    expect_words(rc, snapshot);
    if (rc == RC_OK) {
        (void)render(snapshot, question, &answer);
        if (answer.next.size > 0) {
            turn(snapshot, question, &answer);
        }
    }
    expect_words(question_search(snapshot, question->actor, question->words, PAGE, &hits, &count),
                 snapshot);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct workspace *workspace;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct snapshot snapshot;
    struct record *site = NULL;
    fault_init(&fault, arena);
    if (workspace == NULL) {
        workspace = workspace_fuzz_open();
        fill(workspace, arena, &fault);
    }
    if (snapshot_open(&snapshot, workspace, arena, &fault) != RC_OK ||
        snapshot_get(&snapshot, model_named(workspace->model, TEXT("site")), TEXT("SI-0001"),
                     &site) != RC_OK) {
        workspace_fuzz_fail("snapshot", &fault, arena);
    }
    struct grant grant = {TEXT("*.read"), site->id};
    struct actor visitor = {.name = TEXT("account:x"), .grants = &grant, .grant_count = 1};
    const struct model *model = workspace->model;
    struct question question = {.kind =
                                    &model->entities[size > 0 ? bytes[0] % model->entity_count : 0],
                                .limit = PAGE,
                                .wants_count = true};
    uint8_t choice = size > 1 ? bytes[1] : 0;
    question.actor = (choice & 1) != 0 ? &visitor : &program;
    question.with_retired = (choice & 2) != 0;
    snapshot.as_of = (choice & 4) != 0 ? 1 + choice / 8 : 0;
    ask(&snapshot, &question,
        size > 2 ? (struct text){(const char *)bytes + 2, size - 2} : TEXT_NONE);
    snapshot_close(&snapshot);
    arena_close(arena);
    return 0;
}
