#include "core/folder_cage.h"

#include "base/file.h"
#include "wire/yaml.h"
#include "wire/yaml_tree.h"

#include <limits.h>
#include <string.h>

#define FILE_LETTER 'f'
#define TREE_LETTER 't'
#define PROBLEM_LETTER 'p'
#define CPU_SECONDS 300
#define WALL_SECONDS 600
#define TREE_FACTOR 6 /* bytes of answer a byte of input: places and quotes of short values */

/* ---- the child ---- */

struct problem_place {
    uint32_t rc;
    int32_t line;
    int32_t column;
};

static void put_problem(struct arena *arena, struct text name, enum rc rc,
                        const struct fault *fault)
{
    struct buffer out;
    const struct problem *problem = fault->count > 0 ? &fault->problems[0] : NULL;
    struct problem_place place = {.rc = (uint32_t)rc};
    struct text sentence = text_of(rc_sentence(rc));
    if (problem != NULL) {
        place = (struct problem_place){(uint32_t)rc, problem->line, problem->column};
        sentence = problem->sentence;
    }
    buffer_init(&out, arena);
    buffer_put(&out, (struct text){(const char *)&place, sizeof place});
    buffer_put(&out, sentence);
    cage_put(PROBLEM_LETTER, name, buffer_text(&out));
}

static void read_one(struct arena *arena, const struct cage_part *part)
{
    struct fault fault;
    struct buffer out;
    const struct json *tree;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    enum rc rc = yaml_read(arena, part->name, part->bytes, &fault, &tree);
    if (rc == RC_OK) {
        yaml_tree_put(&out, tree);
        if (arena_is_over(arena)) {
            rc = fault_add_at(&fault, RC_TOO_LARGE, part->name, 1, 1,
                              "there is more here than can be held in memory; divide the file");
        }
    }
    if (rc == RC_OK) {
        cage_put(TREE_LETTER, part->name, buffer_text(&out));
    } else {
        put_problem(arena, part->name, rc, &fault);
    }
}

enum rc folder_cage_reader(struct cage_job *job)
{
    struct arena *arena = arena_open(job->memory_bytes);
    for (size_t i = 0; i < job->count; i++) {
        read_one(arena, &job->parts[i]);
        arena_reset(arena);
    }
    arena_close(arena);
    return RC_OK;
}

/* ---- what it is given ---- */

struct gathering {
    struct folder *folder;
    struct arena *arena;
    struct fault *fault;
    struct cage_part *parts;
    size_t count;
    size_t room;
    size_t bytes;
};

static bool is_yaml(struct text name)
{
    return name.size > 5 && name.at[0] != '.' && text_ends(name, TEXT(".yaml"));
}

/* What cannot be read here is told when it is asked for. */
static void gather_file(struct gathering *gathering, struct text name)
{
    struct text bytes;
    struct fault ignored;
    fault_init(&ignored, gathering->arena);
    char *path = text_to_z(gathering->arena, name);
    if (name.size > CAGE_NAME_LIMIT || folder_read(gathering->folder, gathering->arena, path,
                                                   YAML_LIMIT_BYTES, &ignored, &bytes) != RC_OK) {
        return;
    }
    if (gathering->count == gathering->room) {
        size_t wider = gathering->room > 0 ? gathering->room * 2 : 64;
        gathering->parts = arena_grow(gathering->arena, gathering->parts,
                                      gathering->room * sizeof(struct cage_part),
                                      wider * sizeof(struct cage_part));
        gathering->room = wider;
    }
    gathering->parts[gathering->count++] = (struct cage_part){FILE_LETTER, text_of(path), bytes};
    gathering->bytes += bytes.size;
}

static void gather_below(struct gathering *gathering, struct text folder)
{
    struct text *names;
    size_t count = 0;
    struct fault ignored;
    fault_init(&ignored, gathering->arena);
    char *path = text_to_z(gathering->arena, folder);
    enum rc rc = folder_list(gathering->folder, gathering->arena, path, &ignored, &names, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (is_yaml(names[i])) {
            gather_file(gathering, text_print(gathering->arena, "%.*s/%.*s", TEXT_ARGS(folder),
                                              TEXT_ARGS(names[i])));
        }
    }
}

static void gather(struct gathering *gathering)
{
    struct text *names;
    size_t count = 0;
    struct fault ignored;
    fault_init(&ignored, gathering->arena);
    enum rc rc = folder_list(gathering->folder, gathering->arena, "", &ignored, &names, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (names[i].at[0] == '.') {
            continue;
        }
        if (folder_is_folder(gathering->folder, text_to_z(gathering->arena, names[i]))) {
            gather_below(gathering, names[i]);
        } else if (is_yaml(names[i])) {
            gather_file(gathering, names[i]);
        }
    }
}

/* ---- what it answers ---- */

static enum rc nonsense(struct fault *fault, const struct cage_part *part)
{
    return fault_add(fault, RC_BROKEN, part->name,
                     "the reader of this file answered what no reader answers; report it as "
                     "SECURITY.md says");
}

static enum rc take_problem(struct gathering *gathering, const struct cage_part *part)
{
    struct problem_place place;
    struct text sentence;
    if (part->bytes.size < sizeof place) {
        return nonsense(gathering->fault, part);
    }
    memcpy(&place, part->bytes.at, sizeof place);
    if (place.rc == RC_OK || place.rc >= RC_COUNT || place.line < 0 || place.column < 0 ||
        part->bytes.size > INT_MAX ||
        !cage_clean(gathering->arena, text_from(part->bytes, sizeof place), &sentence)) {
        return nonsense(gathering->fault, part);
    }
    struct folder_problem problem = {(enum rc)place.rc, sentence, place.line, place.column};
    folder_put_problem(gathering->folder, part->name, &problem);
    return RC_OK;
}

/* One answer a file, in the order of the files. */
static enum rc take_answer(struct gathering *gathering, const struct cage_answer *answer)
{
    enum rc rc = RC_OK;
    if (answer->rc != RC_OK) {
        return answer->rc;
    }
    if (answer->count != gathering->count) {
        return nonsense(gathering->fault, &gathering->parts[0]);
    }
    for (size_t i = 0; rc == RC_OK && i < gathering->count; i++) {
        const struct cage_part *part = &answer->parts[i];
        if (!text_equals(part->name, gathering->parts[i].name)) {
            return nonsense(gathering->fault, &gathering->parts[i]);
        }
        if (part->kind == TREE_LETTER) {
            folder_put_tree(gathering->folder, part->name, part->bytes);
        } else {
            rc = take_problem(gathering, part);
        }
    }
    return rc;
}

enum rc folder_cage(struct folder *folder, struct arena *arena, size_t memory_bytes,
                    struct fault *fault)
{
    struct gathering gathering = {.folder = folder, .arena = arena, .fault = fault};
    struct cage_answer answer;
    gather(&gathering);
    folder_close_to_yaml(folder);
    if (gathering.count == 0) {
        return RC_OK; /* what is missing is told when it is asked for */
    }
    struct cage_request request = {
        .name = FOLDER_CAGE_NAME,
        .parts = gathering.parts,
        .count = gathering.count,
        .limits = {.cpu_seconds = CPU_SECONDS,
                   .wall_seconds = WALL_SECONDS,
                   .memory_bytes = memory_bytes,
                   .output_bytes = gathering.bytes * TREE_FACTOR + ((size_t)1 << 20)}};
    enum rc rc = cage_run(arena, &request, fault, &answer);
    return rc == RC_OK ? take_answer(&gathering, &answer) : rc;
}
